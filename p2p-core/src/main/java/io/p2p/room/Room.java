package io.p2p.room;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
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

	private final Stays stays = new Stays(this);

	private final MeshPlanner mesh = new MeshPlanner();

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
		return this.stays.members();
	}

	/**
	 * How often something has changed of who is in the room, and of what the others know
	 * of them. As long as this is the same, so are the {@link #members() members}.
	 * @return a number that only grows
	 */
	public long changes() {
		return this.stays.changes();
	}

	/**
	 * The members with the P2P library.
	 * @return a snapshot, in the order in which they came
	 */
	public List<Peer> libraryPeers() {
		return this.stays.libraryPeers();
	}

	/**
	 * The members that are Socket.IO clients without the P2P library.
	 * @return a snapshot, in the order in which they came
	 */
	public List<Peer> plainPeers() {
		return this.stays.plainPeers();
	}

	/**
	 * The member with the given id.
	 * @param id the id of a peer
	 * @return the member, {@code null} if that peer is not in the room
	 */
	public @Nullable RoomMember member(PeerId id) {
		Stay stay = this.stays.find(id);
		return (stay != null) ? stay.member() : null;
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
		synchronized (this) {
			Stay stay = this.stays.find(from);
			return (stay != null && stay.linkedTo().contains(to)) ? Path.WEBRTC : Path.RELAY;
		}
	}

	/**
	 * The path of a member's events.
	 * @param from who sends
	 * @return {@link Path#WEBRTC} if they go by link to at least one other member
	 */
	public Path path(PeerId from) {
		synchronized (this) {
			Stay stay = this.stays.find(from);
			return (stay == null || stay.linkedTo().isEmpty()) ? Path.RELAY : Path.WEBRTC;
		}
	}

	/**
	 * How many ways from one member to another there are by a path. Both directions
	 * between two members count.
	 * @param path the path
	 * @return how many there are now
	 */
	public long ways(Path path) {
		synchronized (this) {
			long linked = this.stays.linkedWays();
			long members = this.stays.size();
			return (path == Path.WEBRTC) ? linked : members * (members - 1) - linked;
		}
	}

	/**
	 * Take a member's word for the path of its events to another.
	 * @param from who sends; nothing happens if it is not in the room
	 * @param to who receives; nothing happens if it is not in the room
	 * @param path the path from now on
	 */
	public void changePath(PeerId from, PeerId to, Path path) {
		// one of them may be leaving: nobody would take away what is written down
		// thereafter
		synchronized (this) {
			Stay sender = this.stays.find(from);
			Stay receiver = this.stays.find(to);
			if (sender == null || receiver == null) {
				return;
			}
			if (path == Path.WEBRTC) {
				this.stays.link(sender, receiver);
			}
			else {
				this.stays.unlink(sender, receiver);
			}
		}
	}

	/**
	 * The stay of a member, which ends when it leaves.
	 * @param id the id of a peer
	 * @return the stay, {@code null} if that peer is not in the room
	 */
	public @Nullable Stay stay(PeerId id) {
		return this.stays.find(id);
	}

	/**
	 * How many events of a member, and parts of events, have gone through the server.
	 * @param from who sends
	 * @return a count that only grows while the peer is in the room, however many got
	 * them; 0 for a peer that is not in it
	 */
	public long relayed(PeerId from) {
		Stay stay = this.stays.find(from);
		return (stay != null) ? stay.relayed() : 0;
	}

	/**
	 * Add a member, or replace its settings.
	 * @return the others whose links have changed
	 */
	Set<PeerId> add(RoomMember member) {
		this.stays.add(member);
		if (!member.webrtc()) {
			return Set.of();
		}
		return member.lost() ? this.mesh.addLost(member.id(), member.numClients())
				: this.mesh.add(member.id(), member.numClients());
	}

	/**
	 * Replace a member by itself as it is now, its links untouched.
	 */
	void replace(RoomMember member) {
		this.stays.replace(member);
	}

	/**
	 * Remove a member.
	 * @return the others whose links have changed
	 */
	Set<PeerId> remove(PeerId id) {
		return this.stays.remove(id) ? this.mesh.remove(id) : Set.of();
	}

	/**
	 * Take note that members have lost their connections.
	 * @param members the members as they are now
	 * @return those whose links have changed
	 */
	Set<PeerId> lost(Collection<RoomMember> members) {
		this.stays.changeLost(members);
		return this.mesh.lost(members.stream().map(RoomMember::id).toList());
	}

	/**
	 * Take note that members have come back.
	 * @param members the members as they are now
	 * @return those whose links have changed
	 */
	Set<PeerId> returned(Collection<RoomMember> members) {
		this.stays.changeLost(members);
		return this.mesh.returned(members.stream().map(RoomMember::id).toList());
	}

	/**
	 * Those who were lost, or have come back, since a member was lost itself.
	 * @param without whom not to look at
	 */
	List<RoomMember> lostOrBackSince(PeerId id, Set<PeerId> without) {
		return this.stays.lostOrBackSince(id, without);
	}

	/**
	 * Remove everybody.
	 */
	void clear() {
		this.stays.clear();
		this.mesh.clear();
	}

	void open(@Nullable RoomOptions options) {
		this.opened = options;
	}

	boolean isFull() {
		Integer most = options().maxPeers();
		return most != null && this.stays.size() >= most;
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
		return this.stays.size() == 0;
	}

	@Override
	public String toString() {
		return "Room[name=" + this.name + ", members=" + this.stays.size() + "]";
	}

}
