package io.p2p.room;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.PeerId;

/**
 * Peers that hear each other. A room exists as long as somebody is in it, or the server
 * holds it open.
 *
 * @since 0.1.0
 */
public final class Room {

	/**
	 * The name of the default room: the room of everybody who asked for no other.
	 */
	public static final String DEFAULT_NAME = "";

	/**
	 * How many characters the name of a room may have.
	 */
	public static final int MAX_NAME_LENGTH = 128;

	private final String name;

	private final Map<PeerId, RoomMember> members = new ConcurrentHashMap<>();

	private final MeshPlanner mesh = new MeshPlanner();

	// who sends to whom by link; everybody else's events go by relay
	private final Map<PeerId, Set<PeerId>> linked = new ConcurrentHashMap<>();

	private final Map<PeerId, Stay> stays = new ConcurrentHashMap<>();

	private volatile @Nullable RoomOptions opened;

	private boolean begun;

	Room(String name) {
		this.name = name;
	}

	/**
	 * The name, empty for the default room.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Whether the server has opened the room, which exists until it is closed.
	 * @return {@code false} for a room that ends when the last member leaves
	 */
	public boolean isHeldOpen() {
		return this.opened != null;
	}

	/**
	 * What the server opened the room with.
	 * @return the options, {@link RoomOptions#DEFAULTS} if it did not
	 */
	public RoomOptions options() {
		RoomOptions options = this.opened;
		return (options != null) ? options : RoomOptions.DEFAULTS;
	}

	/**
	 * Everybody who is in the room now.
	 * @return a live, unmodifiable view
	 */
	public Collection<RoomMember> members() {
		return Collections.unmodifiableCollection(this.members.values());
	}

	/**
	 * The member with the given id.
	 * @param id the id of a peer
	 * @return the member, {@code null} if that peer is not in the room
	 */
	public @Nullable RoomMember member(PeerId id) {
		return this.members.get(id);
	}

	/**
	 * The peers that the given one is to hold a link with.
	 * @param id the id of a peer
	 * @return their ids; none for a peer that is not in the room or cannot link
	 */
	public Set<PeerId> links(PeerId id) {
		synchronized (this) {
			return this.mesh.links(id);
		}
	}

	/**
	 * Whether two peers are to hold a link.
	 * @param one a peer
	 * @param other another peer
	 * @return whether they are planned to link
	 */
	public boolean isLinked(PeerId one, PeerId other) {
		synchronized (this) {
			return this.mesh.isLinked(one, other);
		}
	}

	/**
	 * The path that the events from one member to another take.
	 * @param from who sends
	 * @param to who receives
	 * @return the path, as the sender has announced it
	 */
	public Path path(PeerId from, PeerId to) {
		return this.linked.getOrDefault(from, Set.of()).contains(to) ? Path.WEBRTC : Path.RELAY;
	}

	/**
	 * The path of a member's events.
	 * @param from who sends
	 * @return {@link Path#WEBRTC} if they go by link to at least one other member
	 */
	public Path path(PeerId from) {
		return this.linked.getOrDefault(from, Set.of()).isEmpty() ? Path.RELAY : Path.WEBRTC;
	}

	/**
	 * How many ways from one member to another there are by a path. Both directions
	 * between two members count. Adds up something for each member: not for every event.
	 * @param path the path
	 * @return how many there are now
	 */
	public long ways(Path path) {
		long linked = this.linked.values().stream().mapToLong(Set::size).sum();
		long members = this.members.size();
		return (path == Path.WEBRTC) ? linked : Math.max(0, members * (members - 1) - linked);
	}

	/**
	 * Take a member's word for the path of its events to another.
	 * @param from who sends
	 * @param to who receives
	 * @param path the path from now on
	 */
	public void changePath(PeerId from, PeerId to, Path path) {
		synchronized (this) {
			Set<PeerId> peers = this.linked.get(from);
			if (path == Path.RELAY && peers != null) {
				peers.remove(to);
			}
			else if (peers != null && this.members.containsKey(to)) {
				// not for somebody who has left: nobody would take the entry away again
				peers.add(to);
			}
		}
	}

	/**
	 * The stay of a member, which ends when it leaves.
	 * @param id the id of a peer
	 * @return the stay, {@code null} if that peer is not in the room
	 */
	public @Nullable Stay stay(PeerId id) {
		return this.stays.get(id);
	}

	/**
	 * How many events of a member, and parts of events, have gone through the server.
	 * @param from who sends
	 * @return a count that only grows while the peer is in the room, however many got
	 * them; 0 for a peer that is not in it
	 */
	public long relayed(PeerId from) {
		Stay stay = this.stays.get(from);
		return (stay != null) ? stay.relayed() : 0;
	}

	/**
	 * Add a member, or replace its settings.
	 * @return the others whose links have changed
	 */
	Set<PeerId> add(RoomMember member) {
		this.members.put(member.id(), member);
		this.linked.putIfAbsent(member.id(), ConcurrentHashMap.newKeySet());
		this.stays.computeIfAbsent(member.id(), (id) -> new Stay(this));
		return member.webrtc() ? this.mesh.add(member.id(), member.numClients()) : Set.of();
	}

	/**
	 * Replace a member by itself as it is now, its links untouched.
	 */
	void replace(RoomMember member) {
		this.members.put(member.id(), member);
	}

	/**
	 * Remove a member.
	 * @return the others whose links have changed
	 */
	Set<PeerId> remove(PeerId id) {
		this.members.remove(id);
		this.linked.remove(id);
		Stay stay = this.stays.remove(id);
		if (stay != null) {
			stay.end();
		}
		this.linked.values().forEach((peers) -> peers.remove(id));
		return this.mesh.remove(id);
	}

	/**
	 * Remove everybody.
	 */
	void clear() {
		this.members.clear();
		this.linked.clear();
		this.stays.values().forEach(Stay::end);
		this.stays.clear();
		this.mesh.clear();
	}

	void open(@Nullable RoomOptions options) {
		this.opened = options;
	}

	boolean isFull() {
		Integer most = options().maxPeers();
		return most != null && this.members.size() >= most;
	}

	/**
	 * Be a room that others know of.
	 * @return whether that is new
	 */
	boolean begin() {
		boolean first = !this.begun;
		this.begun = true;
		return first;
	}

	boolean hasBegun() {
		return this.begun;
	}

	boolean isEmpty() {
		return this.members.isEmpty();
	}

	@Override
	public String toString() {
		return "Room[name=" + this.name + ", members=" + this.members.size() + "]";
	}

}
