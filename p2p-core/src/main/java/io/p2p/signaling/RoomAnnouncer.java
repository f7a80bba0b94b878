package io.p2p.signaling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.p2p.codec.JsonWriter;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;

/**
 * Tells the members of a room who joins and leaves, and whom to link with.
 *
 * @since 0.1.0
 */
public final class RoomAnnouncer implements RoomListener {

	private static final int USUAL_SIZE = 128;

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
		announce(room, others(room, member), () -> connect(room, member));
	}

	@Override
	public void updated(Room room, RoomMember member) {
		announce(room, others(room, member),
				() -> about(room, member).member("data", member.data()).end('}').end(']').event("peer-update"));
	}

	@Override
	public void removed(Room room, RoomMember member, Removal removal) {
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("room", room.name());
		error.put("code", removal.code().wireName());
		error.put("message", removal.message());
		error.put("left", true);
		if (removal.to() != null) {
			error.put("to", removal.to());
		}
		this.sender.send(List.of(member.peer()), PeerMessageCodec.PROTOCOL.encode("peer-error", error));
	}

	@Override
	public void left(Room room, RoomMember member) {
		RawMessage disconnect = about(room, member).end('}').end(']').event("peer-disconnect");
		announce(room, room.libraryPeers(), () -> disconnect);
		List<Peer> plain = room.plainPeers();
		if (!plain.isEmpty()) {
			this.sender.announce(new Audience(room.name(), true), plain, disconnect);
		}
	}

	@Override
	public void lost(Room room, Collection<RoomMember> members) {
		List<Peer> present = present(room);
		members.forEach((member) -> announce(room, present, () -> lost(room, member)));
	}

	@Override
	public void returned(Room room, RoomMember member, Collection<RoomMember> changed) {
		// lost members are not told of others: thousands may be lost at once
		changed.stream()
			.filter((other) -> !other.plain())
			.forEach((other) -> this.sender.announce(new Audience(room.name(), false), member.peer(),
					lost(room, other)));
		List<Peer> others = present(room);
		others.remove(member.peer());
		announce(room, others, () -> lost(room, member));
	}

	@Override
	public void linksChanged(Room room, Set<PeerId> changed) {
		for (PeerId id : changed) {
			RoomMember member = room.member(id);
			if (member != null) {
				this.sender.announce(new Audience(room.name(), false), member.peer(), links(room, id));
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

	private static RawMessage links(Room room, PeerId id) {
		JsonWriter links = new JsonWriter(USUAL_SIZE).begin('[').begin('{');
		links.name("room").text(room.name()).name("peerIds").begin('[');
		room.links(id).forEach((other) -> links.text(other.value()));
		return links.end(']').end('}').end(']').event("p2p:links");
	}

	private static RawMessage lost(Room room, RoomMember member) {
		return about(room, member).name("lost").flag(member.lost()).end('}').end(']').event("p2p:lost");
	}

	private static RawMessage connect(Room room, RoomMember member) {
		JsonWriter connect = new JsonWriter(USUAL_SIZE).begin('[').begin('{').name("room").text(room.name());
		MemberList.write(member, connect);
		return connect.end('}').end(']').event("peer-connect");
	}

	private static JsonWriter about(Room room, RoomMember member) {
		return new JsonWriter(USUAL_SIZE).begin('[')
			.begin('{')
			.name("room")
			.text(room.name())
			.name("peerId")
			.text(member.id().value());
	}

	private void announce(Room room, List<Peer> library, Supplier<RawMessage> message) {
		if (!library.isEmpty()) {
			this.sender.announce(new Audience(room.name(), false), library, message.get());
		}
	}

	/**
	 * The key of those who are told the same.
	 */
	private record Audience(String room, boolean plain) {

	}

}
