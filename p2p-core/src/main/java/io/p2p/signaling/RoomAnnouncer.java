package io.p2p.signaling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.p2p.codec.LogOffset;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;

/**
 * Tells the members of a room who joins and leaves, and whom to link with.
 *
 * @since 0.1.0
 */
public final class RoomAnnouncer implements RoomListener {

	private final PeerSender sender;

	/**
	 * Create an announcer.
	 * @param sender sends to the peers
	 */
	public RoomAnnouncer(PeerSender sender) {
		this.sender = sender;
	}

	@Override
	public void joined(Room room, RoomMember member) {
		if (member.plain()) {
			// clients of the original socket.io-p2p wait for this before they make offers
			this.sender.send(List.of(member.peer()),
					PeerMessageCodec.PROTOCOL.encode("numClients", room.members().size() - 1));
		}
		announce(room, others(room, member), () -> RoomMessages.connect(room.name(), member));
	}

	@Override
	public void updated(Room room, RoomMember member) {
		announce(room, others(room, member), () -> RoomMessages.update(room.name(), member.id(), member.data()));
	}

	@Override
	public void removed(Room room, RoomMember member, Removal removal) {
		this.sender.send(List.of(member.peer()), at(room, RoomMessages.removed(room.name(), removal)));
	}

	@Override
	public void left(Room room, RoomMember member) {
		RawMessage disconnect = RoomMessages.disconnect(room.name(), member.id());
		announce(room, room.libraryPeers(), () -> disconnect);
		List<Peer> plain = room.plainPeers();
		if (!plain.isEmpty()) {
			this.sender.announce(new Audience(room.name(), true), plain, disconnect);
		}
	}

	@Override
	public void lost(Room room, Collection<RoomMember> members) {
		List<Peer> present = present(room);
		members.forEach((member) -> announce(room, present, () -> RoomMessages.lost(room.name(), member.id(), true)));
	}

	@Override
	public void returned(Room room, RoomMember member, Collection<RoomMember> changed) {
		// Lost members are not told of others: thousands may be lost at once. Where the
		// room
		// has a log, what they have missed is read from it.
		if (room.position() == null) {
			changed.stream()
				.filter((other) -> !other.plain())
				.forEach((other) -> this.sender.announce(new Audience(room.name(), false), member.peer(),
						RoomMessages.lost(room.name(), other.id(), other.lost())));
		}
		List<Peer> others = present(room);
		others.remove(member.peer());
		announce(room, others, () -> RoomMessages.lost(room.name(), member.id(), false));
	}

	@Override
	public void linksChanged(Room room, Set<PeerId> changed) {
		for (PeerId id : changed) {
			RoomMember member = room.member(id);
			if (member != null) {
				this.sender.announce(new Audience(room.name(), false), member.peer(), RoomMessages.links(room, id));
			}
		}
	}

	// the library peers without a member, which is the last if it has just joined
	@SuppressWarnings("ReferenceEquality") // to compare ids is slow where there are
											// thousands
	private static List<Peer> others(Room room, RoomMember member) {
		List<Peer> library = room.libraryPeers();
		int last = library.size() - 1;
		if (member.plain() || last < 0) {
			return library;
		}
		if (library.get(last) == member.peer()) {
			return library.subList(0, last);
		}
		return library.stream().filter((peer) -> peer != member.peer()).toList();
	}

	private static List<Peer> present(Room room) {
		return room.members()
			.stream()
			.filter((member) -> !member.plain() && !member.lost())
			.map(RoomMember::peer)
			.collect(Collectors.toCollection(ArrayList::new));
	}

	private void announce(Room room, List<Peer> library, Supplier<RawMessage> message) {
		if (!library.isEmpty()) {
			this.sender.announce(new Audience(room.name(), false), library, at(room, message.get()));
		}
	}

	private static RawMessage at(Room room, RawMessage message) {
		Position position = room.position();
		return (position != null) ? LogOffset.write(message, position.offset()) : message;
	}

	/**
	 * The key of those who are told the same.
	 */
	private record Audience(String room, boolean plain) {

	}

}
