package io.p2p.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.Stay;

/**
 * Carries messages to the peers of one server process: at once, in the form that their
 * clients take.
 *
 * @since 0.1.0
 */
public final class LocalCarrier implements RoomCarrier {

	private static final CompletionStage<?> DONE = CompletableFuture.completedFuture("");

	// an answer of null, and behind it the error why there is none
	private static final RawMessage TOO_LARGE = PeerMessageCodec.PROTOCOL.encode("", null,
			Map.of("code", ErrorCode.TOO_LARGE.wireName(), "message", "The answer is more than the server takes"));

	private final PeerSender peerSender;

	private final RelayCounts counts = new RelayCounts();

	private final VolatileDelivery volatiles;

	private volatile AnswerListener answers = (sender, question, answer) -> {
	};

	/**
	 * Create a carrier.
	 * @param peerSender sends to peers
	 */
	public LocalCarrier(PeerSender peerSender) {
		this.peerSender = peerSender;
		this.volatiles = new VolatileDelivery(peerSender, this.counts);
	}

	@Override
	public RelayCounts counts() {
		return this.counts;
	}

	@Override
	public void event(Peer sender, Stay stay, RelayHeader header, RawMessage message, @Nullable Runnable handedOver,
			Reply reply) {
		// the sender may have left the room while a handler ran
		stay.check();
		stay.countRelayed();
		Room room = stay.room();
		Audience audience = new Audience(sender, room, header);
		List<Peer> plain = EventLimits.isForPlain(message) ? audience.plain() : List.of();
		List<Peer> library = audience.library();
		this.counts.add(message.size(), plain.size() + library.size());
		if (!plain.isEmpty() && header.ack() == null) {
			// library peers are sent to last: their sessions end the measurement
			send(plain, message, library.isEmpty() ? handedOver : null);
		}
		else if (!plain.isEmpty()) {
			this.peerSender.ask(plain, message, (peer, answer) -> answer(peer, sender, room, header, answer));
		}
		if (!library.isEmpty()) {
			send(library, PeerMessageCodec.PROTOCOL.wrap("p2p:msg", Audience.envelope(sender, room, header), message),
					handedOver);
		}
		if (plain.size() == audience.plain().size()) {
			reply.acknowledge();
		}
		else {
			reply.refuse(tooMany(audience.plain()));
		}
	}

	private void answer(Peer plain, Peer asker, Room room, RelayHeader header, @Nullable RawMessage answer) {
		if (room.member(asker.id()) != null && room.member(plain.id()) != null) {
			direct(room, plain, asker, answerOf(plain, room, header, answer), 0);
		}
	}

	/**
	 * A plain peer's answer in the form of library peers' answers.
	 * @param answer the answer, {@code null} if it was too large
	 */
	static RawMessage answerOf(Peer plain, Room room, RelayHeader header, @Nullable RawMessage answer) {
		Map<String, Object> envelope = new HashMap<>(Audience.envelope(plain, room));
		envelope.put("ack", Objects.requireNonNull(header.ack()));
		return PeerMessageCodec.PROTOCOL.wrapAnswer("p2p:msg", envelope, (answer != null) ? answer : TOO_LARGE);
	}

	/**
	 * A plain peer's answer to the server, as {@link AnswerListener} gets it.
	 * @param answer the answer, {@code null} if it was too large
	 */
	static RawMessage answerOf(@Nullable RawMessage answer) {
		if (answer == null) {
			return new RawMessage("", ("[null,"
					+ new String(TOO_LARGE.arguments(), 1, TOO_LARGE.arguments().length - 1, StandardCharsets.UTF_8))
				.getBytes(StandardCharsets.UTF_8), List.of());
		}
		// what is behind the first argument would be taken for an error
		RawJson first = (RawJson) PeerMessageCodec.PROTOCOL.decode(answer, 0, RawJson.class);
		ByteArrayOutputStream arguments = new ByteArrayOutputStream();
		arguments.writeBytes("[null,".getBytes(StandardCharsets.UTF_8));
		arguments.writeBytes((first != null) ? first.bytes() : "null".getBytes(StandardCharsets.UTF_8));
		arguments.write(']');
		return new RawMessage("", arguments.toByteArray(), answer.attachments());
	}

	static RefusedException tooMany(List<Peer> plain) {
		return new RefusedException(ErrorCode.TOO_LARGE,
				"A client without the library takes at most " + EventLimits.MAX_PLAIN_BINARIES + " binaries",
				plain.stream().map((peer) -> peer.id().value()).toList());
	}

	private void send(List<Peer> recipients, RawMessage message, @Nullable Runnable handedOver) {
		if (handedOver != null) {
			this.peerSender.send(recipients, message, handedOver);
		}
		else {
			this.peerSender.send(recipients, message);
		}
	}

	@Override
	public void volatileEvent(Peer sender, Stay stay, RelayHeader header, RawMessage message) {
		stay.countRelayed();
		this.counts.add(message.size(), Audience.size(sender, stay.room(), header));
		this.volatiles.deliver(sender, stay.room(), header, header.number(), message);
	}

	@Override
	public CompletionStage<?> direct(Room room, @Nullable Peer sender, Peer target, RawMessage message, long number) {
		this.peerSender.send(List.of(target), message);
		return DONE;
	}

	@Override
	public CompletionStage<?> path(Peer sender, Stay stay, Peer target, RawMessage message, Path path, long number) {
		this.peerSender.send(List.of(target), message);
		stay.changePath(target.id(), path);
		return DONE;
	}

	@Override
	public CompletionStage<?> part(Peer sender, Stay stay, RelayHeader header, RawMessage part, long number) {
		Audience audience = new Audience(sender, stay.room(), header);
		this.counts.add(part.size(), audience.library().size());
		return this.peerSender.sendFully(audience.library(), part);
	}

	@Override
	public CompletionStage<?> answer(Peer sender, Room room, long question, RawMessage answer, long number) {
		this.answers.answered(sender, question, answer);
		return DONE;
	}

	@Override
	public void answersTo(AnswerListener listener) {
		this.answers = listener;
	}

}
