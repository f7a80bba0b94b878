package io.p2p.messaging;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.messaging.PendingRequest.Answer;
import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.EventLimits;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.peer.ReservedEvents;

/**
 * Encodes events of the application, sends them on their way, and decodes the answers.
 */
final class MessageSender {

	private final PeerMessageCodec codec;

	private final MessageRoute route;

	MessageSender(PeerMessageCodec codec, MessageRoute route) {
		this.codec = codec;
		this.route = route;
	}

	private RawMessage encode(String event, @Nullable Object[] arguments) {
		Assert.notNull(event, "'event' must not be null");
		Assert.notNull(arguments, "'arguments' must not be null; a null argument is (Object) null");
		Assert.isTrue(!ReservedEvents.contains(event), () -> "'" + event + "' is a reserved event name");
		return EventLimits.check(this.codec.encode(event, arguments));
	}

	CompletableFuture<Integer> send(Address to, Set<PeerId> except, String event, @Nullable Object[] arguments) {
		return this.route.send(to, except, encode(event, arguments));
	}

	CompletableFuture<Outcome> ask(Address to, Set<PeerId> except, Duration timeout, String event,
			@Nullable Object[] arguments) {
		return this.route.ask(to, except, timeout, encode(event, arguments));
	}

	@Nullable Object decode(Answer answer, Type type) {
		return this.codec.decode(answer.message(), answer.index(), type);
	}

}
