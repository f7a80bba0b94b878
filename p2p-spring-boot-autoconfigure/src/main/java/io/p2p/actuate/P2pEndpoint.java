package io.p2p.actuate;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import tools.jackson.core.JacksonException;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.room.replica.ClusterRoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * The endpoint {@code p2p}: shows rooms, peers and the paths between them, removes peers
 * and closes rooms. Its responses are bounded, however many peers there are.
 *
 * @since 0.1.0
 */
@Endpoint(id = "p2p")
public class P2pEndpoint {

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 200;

	private static final int MAX_DATA_BYTES = 1024;

	private final PeerNamespaceHandler peers;

	private final RoomManager rooms;

	private final Show showValues;

	/**
	 * Create an endpoint.
	 * @param peers the handler of the peers
	 * @param rooms the rooms of the server
	 * @param showValues whether to show principal, address and data of peers
	 */
	public P2pEndpoint(PeerNamespaceHandler peers, RoomManager rooms, Show showValues) {
		this.peers = peers;
		this.rooms = rooms;
		this.showValues = showValues;
	}

	/**
	 * The list of rooms, or the mesh of one room.
	 * @param room the name of the room, empty for the default room; {@code null} for the
	 * list
	 * @param offset how many rooms, or peers of the room, to leave out; 0 if {@code null}
	 * @param limit how many to show, at most 200; 100 if {@code null}
	 * @return a {@link P2pDescriptor.Rooms} or {@link P2pDescriptor.Mesh}, {@code null}
	 * if there is no such room
	 */
	@ReadOperation
	public @Nullable P2pDescriptor rooms(@Nullable String room, @Nullable Integer offset, @Nullable Integer limit) {
		return rooms(room, offset, limit, this.showValues.isShown(true));
	}

	@Nullable P2pDescriptor rooms(@Nullable String room, @Nullable Integer offset, @Nullable Integer limit, boolean showsValues) {
		Page page = Page.of(offset, limit);
		if (room == null) {
			return list(page);
		}
		Room found = this.rooms.find(room);
		return (found != null) ? mesh(found, page, showsValues) : null;
	}

	/**
	 * A peer and its rooms.
	 * @param peer the id of the peer
	 * @return the peer, {@code null} if there is none with that id
	 */
	@ReadOperation
	public P2pDescriptor.@Nullable PeerDetails peer(@Selector String peer) {
		return peer(peer, this.showValues.isShown(true));
	}

	P2pDescriptor.@Nullable PeerDetails peer(String id, boolean showsValues) {
		Peer peer = find(new PeerId(id));
		if (peer == null) {
			return null;
		}
		Set<String> names = this.rooms.roomsOf(peer.id()).stream().map(Room::name).collect(Collectors.toSet());
		return new P2pDescriptor.PeerDetails(id, isLost(peer), peer.server(), names,
				showsValues ? values(peer, peer.data()) : null);
	}

	/**
	 * Close a room. Its members are told, and stay connected.
	 * @param room the name of the room, empty for the default room
	 * @return how many peers were removed, as {@code removed}
	 */
	@DeleteOperation
	public Map<String, Integer> close(String room) {
		Room found = this.rooms.find(room);
		int members = (found != null) ? found.members().size() : 0;
		this.rooms.close(room, "An operator has closed the room").toCompletableFuture().join();
		return Map.of("removed", members);
	}

	/**
	 * Remove a peer from a room (it is told and stays connected), or from the server (it
	 * is disconnected and cannot come back under its id).
	 * @param peer the id of the peer
	 * @param room the name of the room; {@code null} for the server
	 * @return how many peers were removed, as {@code removed}: 0 or 1
	 */
	@DeleteOperation
	public Map<String, Integer> remove(@Selector String peer, @Nullable String room) {
		PeerId id = new PeerId(peer);
		boolean removed = (room != null)
				? this.rooms.remove(room, id, "An operator has removed this peer").toCompletableFuture().join()
				: disconnect(id);
		return Map.of("removed", removed ? 1 : 0);
	}

	private boolean disconnect(PeerId id) {
		Peer found = find(id);
		if (found != null) {
			if (found.server() == null) {
				this.rooms.leaveAll(found);
			}
			found.disconnect();
		}
		return found != null;
	}

	// of a peer at another server, only its rooms know
	private boolean isLost(Peer peer) {
		return peer.isLost() || this.rooms.roomsOf(peer.id())
			.stream()
			.map((room) -> room.member(peer.id()))
			.anyMatch((member) -> member != null && member.lost());
	}

	private @Nullable Peer find(PeerId id) {
		for (Room room : this.rooms.roomsOf(id)) {
			RoomMember member = room.member(id);
			if (member != null) {
				return member.peer();
			}
		}
		// a peer that is in no room
		return this.peers.peers().stream().filter((peer) -> peer.id().equals(id)).findFirst().orElse(null);
	}

	private P2pDescriptor.Rooms list(Page page) {
		List<P2pDescriptor.RoomSummary> all = this.rooms.rooms()
			.stream()
			.map((room) -> new P2pDescriptor.RoomSummary(room.name(), room.members().size()))
			.sorted(Comparator.comparing(P2pDescriptor.RoomSummary::peers)
				.reversed()
				.thenComparing(P2pDescriptor.RoomSummary::room))
			.toList();
		return new P2pDescriptor.Rooms(this.peers.peers().size(), this.peers.counts().detached(), all.size(),
				(this.rooms instanceof ClusterRoomManager shared) ? shared.node() : null, page.of(all));
	}

	private P2pDescriptor.Mesh mesh(Room room, Page page, boolean showsValues) {
		List<RoomMember> all = new ArrayList<>(room.members());
		all.sort(Comparator.comparing((member) -> member.id().value()));
		List<RoomMember> members = page.of(all);
		return new P2pDescriptor.Mesh(room.name(), all.size(),
				members.stream().map((member) -> summary(room, member, showsValues)).toList(), links(room, members));
	}

	private P2pDescriptor.PeerSummary summary(Room room, RoomMember member, boolean showsValues) {
		return new P2pDescriptor.PeerSummary(member.id().value(), member.plain(), member.webrtc(), member.lost(),
				room.relayed(member.id()), member.peer().server(),
				showsValues ? values(member.peer(), member.data()) : null);
	}

	private static List<P2pDescriptor.Link> links(Room room, List<RoomMember> members) {
		Set<PeerId> shown = members.stream().map(RoomMember::id).collect(Collectors.toSet());
		List<P2pDescriptor.Link> links = new ArrayList<>();
		for (PeerId from : members.stream().map(RoomMember::id).toList()) {
			room.links(from)
				.stream()
				// each link once
				.filter((to) -> shown.contains(to) && from.value().compareTo(to.value()) < 0)
				.sorted(Comparator.comparing(PeerId::value))
				.map((to) -> new P2pDescriptor.Link(from.value(), to.value(), room.path(from, to).wireName(),
						room.path(to, from).wireName()))
				.forEach(links::add);
		}
		return links;
	}

	private static P2pDescriptor.PeerValues values(Peer peer, @Nullable RawJson data) {
		Principal principal = peer.principal();
		return new P2pDescriptor.PeerValues((principal != null) ? principal.getName() : null,
				address(peer.remoteAddress()), (data != null) ? parse(data.bytes()) : null);
	}

	// that of a peer at another server is not resolved
	private static String address(InetSocketAddress address) {
		return (address.getAddress() != null) ? address.getAddress().getHostAddress() : address.getHostString();
	}

	private static @Nullable Object parse(byte[] json) {
		try {
			return (json.length <= MAX_DATA_BYTES) ? PeerMessageCodec.PROTOCOL.read(json, 0, json.length, Object.class)
					: null;
		}
		catch (JacksonException ex) {
			// beyond Jackson's limits, such as a very long number
			return null;
		}
	}

	/**
	 * A page of a list.
	 *
	 * @param offset how many to leave out
	 * @param limit how many to take
	 */
	private record Page(int offset, int limit) {

		static Page of(@Nullable Integer offset, @Nullable Integer limit) {
			Page page = new Page((offset != null) ? offset : 0, (limit != null) ? limit : DEFAULT_LIMIT);
			if (page.offset < 0 || page.limit < 1 || page.limit > MAX_LIMIT) {
				String reason = "'offset' must not be negative, and 'limit' must be from 1 to " + MAX_LIMIT;
				throw new InvalidEndpointRequestException(reason, reason);
			}
			return page;
		}

		<T> List<T> of(List<T> all) {
			int from = Math.min(this.offset, all.size());
			return List.copyOf(all.subList(from, Math.min(all.size(), from + this.limit)));
		}

	}

}
