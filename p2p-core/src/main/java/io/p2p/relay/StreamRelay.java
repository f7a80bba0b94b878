package io.p2p.relay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.KeyedSerialQueue;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.Stay;

/**
 * Relays what belongs to a stream of events and is no event: parts, stops and changes of
 * the path ({@code docs/protocol.md}), in order with the sender's events.
 */
final class StreamRelay {

	private final RoomManager rooms;

	private final PeerSender peerSender;

	private final KeyedSerialQueue queues;

	private final RoomCarrier carrier;

	StreamRelay(RoomManager rooms, PeerSender peerSender, KeyedSerialQueue queues, RoomCarrier carrier) {
		this.rooms = rooms;
		this.peerSender = peerSender;
		this.queues = queues;
		this.carrier = carrier;
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
			deliver(sender, stay, header, part, sent, reply);
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

	private void answer(Peer peer, Peer asker, Room room, RelayHeader header, RawMessage answer) {
		if (room.member(asker.id()) != null && room.member(peer.id()) != null) {
			this.carrier.counts().add(answer.size(), 1);
			this.carrier.direct(room, null, asker, LocalCarrier.answerOf(peer, room, header, answer), 0);
		}
	}

	private void deliver(Peer sender, Stay stay, RelayHeader header, RawMessage part, Map<String, Object> sent,
			Reply reply) {
		List<Peer> plain = new Audience(sender, stay.room(), header).plain();
		if (!plain.isEmpty()) {
			sent.put("missed", plain.stream().map((peer) -> peer.id().value()).toList());
		}
		this.carrier.part(sender, stay, header, part, reply.number()).whenComplete((written, failure) -> {
			if (failure != null) {
				reply.refuse(RefusedException.of(failure));
				return;
			}
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
		toOne("p2p:stop", members, sender, header, reply,
				(stay, target, message) -> this.carrier.direct(stay.room(), sender, target, message, reply.number()));
	}

	void path(Peer sender, RelayHeader header, Reply reply) {
		long epoch = RelayHeader.unsigned("epoch", header.epoch());
		// docs/protocol.md: a stream begins on the relay, and each epoch changes its path
		Path path = (epoch % 2 == 0) ? Path.RELAY : Path.WEBRTC;
		toOne("p2p:path", Map.of("epoch", epoch), sender, header, reply,
				(stay, target, message) -> this.carrier.path(sender, stay, target, message, path, reply.number()));
	}

	// Dropped if the target has left, of which the sender is told anyway.
	private void toOne(String event, Map<String, Object> members, Peer sender, RelayHeader header, Reply reply,
			ToOne told) {
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
			if (target == null) {
				reply.acknowledge();
			}
			else {
				Reply.settle(told.carry(stay, target, PeerMessageCodec.PROTOCOL.encode(event, forwarded)), reply);
			}
		}, reply);
	}

	/**
	 * Carries a message to one peer.
	 */
	private interface ToOne {

		CompletionStage<?> carry(Stay stay, Peer target, RawMessage message);

	}

}
