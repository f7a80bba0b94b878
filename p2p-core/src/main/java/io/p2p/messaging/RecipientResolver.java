package io.p2p.messaging;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;

/**
 * Finds the current members of a room, a peer by its id, or the peers of a user.
 */
final class RecipientResolver {

	private final RoomManager rooms;

	private final PeerRegistry peers;

	RecipientResolver(RoomManager rooms, PeerRegistry peers) {
		this.rooms = rooms;
		this.peers = peers;
	}

	List<Recipient> find(Address address, Set<PeerId> except) {
		if (address instanceof Address.Members members) {
			return room(members.room(), except);
		}
		if (address instanceof Address.OfUser user) {
			return user(user.user(), user.room(), except);
		}
		Recipient one = (address instanceof Address.One it) ? peer(it.peer(), it.room()) : null;
		return (one != null) ? List.of(one) : List.of();
	}

	private List<Recipient> room(String name, Set<PeerId> except) {
		Room room = this.rooms.find(name);
		return (room != null) ? room.members()
			.stream()
			.filter((member) -> !except.contains(member.id()))
			.map((member) -> new Recipient(room, member))
			.toList() : List.of();
	}

	/**
	 * Find a peer in a room, or in the first of its rooms by name.
	 */
	private @Nullable Recipient peer(PeerId id, @Nullable String name) {
		if (name != null) {
			return Recipient.of(this.rooms.find(name), id);
		}
		return this.rooms.roomsOf(id)
			.stream()
			.map((room) -> Recipient.of(room, id))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private List<Recipient> user(String user, @Nullable String room, Set<PeerId> except) {
		return this.peers.ofUser(user)
			.stream()
			.map(Peer::id)
			.filter((id) -> !except.contains(id))
			.map((id) -> peer(id, room))
			.filter(Objects::nonNull)
			.toList();
	}

}
