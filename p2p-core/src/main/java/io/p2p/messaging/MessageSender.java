package io.p2p.messaging;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.messaging.PendingRequest.Answer;
import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayHeader;

/**
 * Sends events of the application to plain and library peers, in the form of each.
 */
final class MessageSender {

	private final PeerSender sender;

	private final PeerMessageCodec codec;

	private final PeerQuestions questions;

	MessageSender(PeerSender sender, PeerMessageCodec codec, PeerQuestions questions) {
		this.sender = sender;
		this.codec = codec;
		this.questions = questions;
	}

	RawMessage encode(String event, @Nullable Object[] arguments) {
		Assert.notNull(event, "'event' must not be null");
		Assert.notNull(arguments, "'arguments' must not be null; a null argument is (Object) null");
		Assert.isTrue(!MessageRelay.isReserved(event), () -> "'" + event + "' is a reserved event name");
		return EventLimits.check(this.codec.encode(event, arguments));
	}

	/**
	 * Send an event to those recipients whose clients take it.
	 * @return how many these are
	 */
	int send(List<Recipient> recipients, RawMessage message) {
		List<Peer> plain = plain(recipients);
		int missed = EventLimits.isForPlain(message) ? 0 : plain.size();
		if (!plain.isEmpty() && missed == 0) {
			this.sender.send(plain, message);
		}
		sendToLibrary(recipients, message, Map.of());
		return recipients.size() - missed;
	}

	CompletableFuture<Outcome> ask(List<Recipient> recipients, Duration timeout, RawMessage message) {
		CompletableFuture<Outcome> result = new CompletableFuture<>();
		long number = this.questions.open(recipients, timeout, result).number();
		List<Peer> plain = plain(recipients);
		if (!EventLimits.isForPlain(message)) {
			plain.forEach((peer) -> this.questions.answered(peer, number, null, 0));
		}
		else if (!plain.isEmpty()) {
			this.sender.ask(plain, message, (peer, answer) -> this.questions.answered(peer, number, answer, 0));
		}
		sendToLibrary(recipients, message, Map.of("ack", number));
		return result;
	}

	@Nullable Object decode(Answer answer, Type type) {
		return this.codec.decode(answer.message(), answer.index(), type);
	}

	private static List<Peer> plain(List<Recipient> recipients) {
		return recipients.stream().filter(Recipient::isPlain).map(Recipient::peer).toList();
	}

	private void sendToLibrary(List<Recipient> recipients, RawMessage message, Map<String, ?> more) {
		Map<String, List<Peer>> byRoom = new HashMap<>();
		for (Recipient recipient : recipients) {
			if (!recipient.isPlain()) {
				byRoom.computeIfAbsent(recipient.room().name(), (name) -> new ArrayList<>()).add(recipient.peer());
			}
		}
		byRoom.forEach((room, peers) -> {
			Map<String, Object> header = new HashMap<>(Map.of("room", room, "from", RelayHeader.SERVER));
			header.putAll(more);
			this.sender.send(peers, PeerMessageCodec.PROTOCOL.wrap("p2p:msg", header, message));
		});
	}

}
