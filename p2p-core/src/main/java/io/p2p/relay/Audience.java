package io.p2p.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.room.Stay;

/**
 * The receivers of an event, by the form in which they get it.
 */
final class Audience {

	private final List<Peer> plain;

	private final List<Peer> library;

	Audience(Peer sender, Room room, RelayHeader header) {
		if (header.to() != null) {
			RoomMember target = member(sender, room, header.to());
			this.plain = (target != null && target.plain()) ? List.of(target.peer()) : List.of();
			this.library = (target != null && !target.plain()) ? List.of(target.peer()) : List.of();
			return;
		}
		Set<String> without = (header.skip() != null) ? new HashSet<>(header.skip()) : Set.of();
		this.plain = others(room.plainPeers(), sender.id(), without);
		this.library = others(room.libraryPeers(), sender.id(), without);
	}

	// by index: an iterator would be one more object
	private static List<Peer> others(List<Peer> peers, PeerId sender, Set<String> without) {
		List<Peer> others = new ArrayList<>(peers.size());
		for (int i = 0; i < peers.size(); i++) {
			Peer peer = peers.get(i);
			if (!peer.id().equals(sender) && (without.isEmpty() || !without.contains(peer.id().value()))) {
				others.add(peer);
			}
		}
		return others;
	}

	private static @Nullable RoomMember member(Peer sender, Room room, String id) {
		RoomMember member = room.member(new PeerId(id));
		return (member != null && !member.id().equals(sender.id())) ? member : null;
	}

	/**
	 * How many would get an event, without a list of them.
	 */
	static int size(Peer sender, Room room, RelayHeader header) {
		if (header.to() != null) {
			return (member(sender, room, header.to()) != null) ? 1 : 0;
		}
		int others = room.members().size() - ((room.member(sender.id()) != null) ? 1 : 0);
		return (header.skip() != null) ? Math.max(others - header.skip().size(), 0) : others;
	}

	List<Peer> plain() {
		return this.plain;
	}

	List<Peer> library() {
		return this.library;
	}

	/**
	 * The stay of a sender in the room that it names.
	 * @throws RefusedException if the sender is not in it
	 */
	@SuppressWarnings("ReferenceEquality") // a library peer's header may be equal to it
	static Stay stay(RoomManager rooms, Peer sender, RelayHeader header) {
		Room room = rooms.find(header.roomName());
		Stay stay = (room != null) ? room.stay(sender.id()) : null;
		if (stay != null) {
			return stay;
		}
		if (header != RelayHeader.PLAIN) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is not in that room");
		}
		// the server has moved the plain peer to another room
		return rooms.roomsOf(sender.id())
			.stream()
			.map((other) -> other.stay(sender.id()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is in no room"));
	}

	/**
	 * The library peer that a sender names.
	 * @return the peer, {@code null} if there is none in the room
	 */
	static @Nullable Peer target(Peer sender, Room room, RelayHeader header) {
		RoomMember target = (header.to() != null) ? member(sender, room, header.to()) : null;
		return (target != null && !target.plain()) ? target.peer() : null;
	}

	static Map<String, Object> envelope(Peer sender, Room room) {
		return Map.of("room", room.name(), "from", sender.id().value());
	}

	/**
	 * The header of an event for its receivers.
	 */
	static Map<String, Object> envelope(Peer sender, Room room, RelayHeader header) {
		return envelope(sender.id().value(), room.name(), header);
	}

	static Map<String, Object> envelope(String sender, String room, RelayHeader header) {
		Map<String, Object> plain = Map.of("room", room, "from", sender);
		if (header.seq() == null && header.ack() == null) {
			return plain;
		}
		Map<String, Object> envelope = new HashMap<>(plain);
		if (header.seq() != null) {
			envelope.put("seq", header.seq());
		}
		if (header.ack() != null) {
			envelope.put("ack", header.ack());
		}
		return envelope;
	}

}
