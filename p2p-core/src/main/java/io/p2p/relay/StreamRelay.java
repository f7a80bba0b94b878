package io.p2p.relay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.Stay;

/**
 * Relays what belongs to a stream of events and is no event: parts, stops and changes of
 * the path ({@code docs/protocol.md}), in order with the sender's events.
 */
final class StreamRelay {

	// an answer of null, and behind it the error why there is none
	private static final RawMessage TOO_LARGE = PeerMessageCodec.PROTOCOL.encode("", null,
			Map.of("code", ErrorCode.TOO_LARGE.wireName(), "message", "The answer is more than the server takes"));

	private final RoomManager rooms;

	private final PeerSender peerSender;

	private final KeyedSerialQueue queues;

	private final RelayCounts counts;

	StreamRelay(RoomManager rooms, PeerSender peerSender, KeyedSerialQueue queues, RelayCounts counts) {
		this.rooms = rooms;
		this.peerSender = peerSender;
		this.queues = queues;
		this.counts = counts;
	}

	void part(Peer sender, Stay stay, String event, RelayHeader header, byte[] bytes, Reply reply) {
		Room room = stay.room();
		long id = RelayHeader.unsigned("id", header.id());
		long total = RelayHeader.unsigned("total", header.total());
		long offset = RelayHeader.unsigned("offset", header.offset());
		if (offset + bytes.length > total) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A part must end within the total");
		}
		Map<String, Object> forwarded = new HashMap<>(Audience.envelope(sender, room));
		forwarded.put("id", id);
		forwarded.put("event", event);
		forwarded.put("total", total);
		forwarded.put("offset", offset);
		Map<String, Object> sent = new HashMap<>(Map.of("room", room.name(), "id", id, "offset", offset));
		if (header.to() != null) {
			sent.put("to", header.to());
		}
		RawMessage part = PeerMessageCodec.PROTOCOL.encode("p2p:part", forwarded, bytes);
		this.queues.inOrder(sender, bytes.length, null, (handled) -> {
			stay.check();
			stay.countRelayed();
			deliver(sender, new Audience(sender, room, header), part, bytes.length, sent, reply);
		}, reply);
	}

	/**
	 * Send an answer to the asker, once for each peer that would have been asked.
	 */
	void answerForAll(Peer asker, Room room, RelayHeader header, RawMessage answer) {
		Audience audience = new Audience(asker, room, header);
		audience.plain().forEach((peer) -> answer(peer, asker, room, header, answer));
		audience.library().forEach((peer) -> answer(peer, asker, room, header, answer));
	}

	/**
	 * Send a plain peer's answer to the asker, in the form of library peers' answers.
	 * @param answer the answer, {@code null} if it was too large
	 */
	void answer(Peer plain, Peer asker, Room room, RelayHeader header, @Nullable RawMessage answer) {
		if (room.member(asker.id()) == null || room.member(plain.id()) == null) {
			return;
		}
		Map<String, Object> envelope = new HashMap<>(Audience.envelope(plain, room));
		envelope.put("ack", Objects.requireNonNull(header.ack()));
		RawMessage content = (answer != null) ? answer : TOO_LARGE;
		this.counts.add(content.size(), 1);
		this.peerSender.send(List.of(asker), PeerMessageCodec.PROTOCOL.wrapAnswer("p2p:msg", envelope, content));
	}

	private void deliver(Peer sender, Audience audience, RawMessage part, int size, Map<String, Object> sent,
			Reply reply) {
		this.counts.add(size, audience.library().size());
		if (!audience.plain().isEmpty()) {
			sent.put("missed", audience.plain().stream().map((peer) -> peer.id().value()).toList());
		}
		this.peerSender.sendFully(audience.library(), part).thenRun(() -> {
			this.peerSender.send(List.of(sender), PeerMessageCodec.PROTOCOL.encode("p2p:sent", sent));
			reply.acknowledge();
		});
	}

	void stop(Peer sender, RelayHeader header, Reply reply) {
		Map<String, Object> members = new HashMap<>(Map.of("id", RelayHeader.unsigned("id", header.id())));
		String code = header.checkedCode();
		if (code != null) {
			members.put("code", code);
		}
		toOne("p2p:stop", members, sender, header, reply, (stay, target) -> {
		});
	}

	void path(Peer sender, RelayHeader header, Reply reply) {
		long epoch = RelayHeader.unsigned("epoch", header.epoch());
		// docs/protocol.md: a stream begins on the relay, and each epoch changes its path
		Path path = (epoch % 2 == 0) ? Path.RELAY : Path.WEBRTC;
		toOne("p2p:path", Map.of("epoch", epoch), sender, header, reply,
				(stay, target) -> stay.changePath(target.id(), path));
	}

	// Dropped if the target has left, of which the sender is told anyway.
	private void toOne(String event, Map<String, Object> members, Peer sender, RelayHeader header, Reply reply,
			BiConsumer<Stay, Peer> told) {
		if (header.to() == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'to' must be a peer");
		}
		Stay stay = Audience.stay(this.rooms, sender, header);
		Room room = stay.room();
		Map<String, Object> forwarded = new HashMap<>(Audience.envelope(sender, room));
		forwarded.putAll(members);
		this.queues.inOrder(sender, 0, null, (handled) -> {
			stay.check();
			Peer target = Audience.target(sender, room, header);
			if (target != null) {
				this.peerSender.send(List.of(target), PeerMessageCodec.PROTOCOL.encode(event, forwarded));
				told.accept(stay, target);
			}
			reply.acknowledge();
		}, reply);
	}

}
