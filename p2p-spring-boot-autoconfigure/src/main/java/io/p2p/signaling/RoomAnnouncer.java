package io.p2p.signaling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
 * Tells the members of a room who comes, who goes, and whom to link with.
 *
 * @since 0.1.0
 */
public final class RoomAnnouncer implements RoomListener {

	private final PeerSender sender;

	/**
	 * Create an announcer.
	 * @param sender the way to the peers
	 */
	public RoomAnnouncer(PeerSender sender) {
		this.sender = sender;
	}

	@Override
	public void joined(Room room, RoomMember member) {
		if (member.plain()) {
			// the seed's clients wait for this before they make offers
			this.sender.send(List.of(member.peer()),
					PeerMessageCodec.PROTOCOL.encode("numClients", room.members().size() - 1));
		}
		announce(room, others(room, member), () -> connect(room, member));
	}

	@Override
	public void updated(Room room, RoomMember member) {
		announce(room, others(room, member),
				() -> withData("peer-update", Map.of("room", room.name(), "peerId", member.id().value()), member));
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
		RawMessage disconnect = PeerMessageCodec.PROTOCOL.encode("peer-disconnect",
				Map.of("room", room.name(), "peerId", member.id().value()));
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
		// it was not told while it was lost: many may be, all at once
		changed.stream()
			.filter((other) -> !other.plain())
			.forEach((other) -> this.sender.send(List.of(member.peer()), lost(room, other)));
		List<Peer> others = present(room);
		others.remove(member.peer());
		announce(room, others, () -> lost(room, member));
	}

	@Override
	public void linksChanged(Room room, Set<PeerId> changed) {
		for (PeerId id : changed) {
			RoomMember member = room.member(id);
			if (member != null) {
				List<String> links = room.links(id).stream().map(PeerId::value).toList();
				this.sender.announceLatest(new Audience(room.name(), false), member.peer(),
						PeerMessageCodec.PROTOCOL.encode("p2p:links", Map.of("room", room.name(), "peerIds", links)));
			}
		}
	}

	// who has just come is the last of them
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

	private static RawMessage lost(Room room, RoomMember member) {
		return PeerMessageCodec.PROTOCOL.encode("p2p:lost",
				Map.of("room", room.name(), "peerId", member.id().value(), "lost", member.lost()));
	}

	private static RawMessage connect(Room room, RoomMember member) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("room", room.name());
		members.put("peerId", member.id().value());
		members.put("webrtc", member.webrtc());
		if (member.plain()) {
			members.put("plain", true);
		}
		if (member.lost()) {
			members.put("lost", true);
		}
		return withData("peer-connect", members, member);
	}

	private static RawMessage withData(String event, Map<String, Object> members, RoomMember member) {
		return PeerMessageCodec.PROTOCOL.encode(event, members, Collections.singletonMap("data", member.data()),
				List.of());
	}

	private void announce(Room room, List<Peer> library, Supplier<RawMessage> message) {
		if (!library.isEmpty()) {
			this.sender.announce(new Audience(room.name(), false), library, message.get());
		}
	}

	/**
	 * Those who are told the same.
	 */
	private record Audience(String room, boolean plain) {

	}

}
