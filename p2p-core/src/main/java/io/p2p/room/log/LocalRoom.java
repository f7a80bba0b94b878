package io.p2p.room.log;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;
import io.p2p.room.Stay;
import io.p2p.room.mesh.MeshPlanner;

/**
 * The state of a room. Only the {@link RoomStateMachine} changes it, while the room is
 * locked ({@code synchronized} on this object).
 *
 * @since 0.1.0
 */
public final class LocalRoom implements Room {

	private final String name;

	private final Stays stays = new Stays(this);

	private final MeshPlanner mesh = new MeshPlanner();

	private volatile @Nullable RoomOptions opened;

	private volatile boolean begun;

	private volatile @Nullable Position position;

	// guarded by the lock: whether listeners are not told of what happens
	private boolean silent;

	// guarded by the lock: whether this server causes what happens
	private boolean own = true;

	/**
	 * Create a room without members.
	 * @param name its name
	 */
	public LocalRoom(String name) {
		this.name = name;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean isHeldOpen() {
		return this.opened != null;
	}

	@Override
	public RoomOptions options() {
		RoomOptions options = this.opened;
		return (options != null) ? options : RoomOptions.DEFAULTS;
	}

	@Override
	public Collection<RoomMember> members() {
		return this.stays.members();
	}

	@Override
	public long changes() {
		return this.stays.changes();
	}

	@Override
	public List<Peer> libraryPeers() {
		return this.stays.libraryPeers();
	}

	@Override
	public List<Peer> plainPeers() {
		return this.stays.plainPeers();
	}

	/**
	 * The members that are connected to this server, or were last.
	 * @param plain whether the plain peers are asked for, or the library peers
	 * @return a snapshot in the order in which they came
	 */
	public List<Peer> here(boolean plain) {
		return this.stays.here(plain);
	}

	@Override
	public @Nullable RoomMember member(PeerId id) {
		LocalStay stay = this.stays.find(id);
		return (stay != null) ? stay.member() : null;
	}

	@Override
	public synchronized Set<PeerId> links(PeerId id) {
		return this.mesh.links(id);
	}

	@Override
	public synchronized boolean isLinked(PeerId one, PeerId other) {
		return this.mesh.isLinked(one, other);
	}

	@Override
	public synchronized Path path(PeerId from, PeerId to) {
		LocalStay stay = this.stays.find(from);
		return (stay != null && stay.linkedTo().contains(to)) ? Path.WEBRTC : Path.RELAY;
	}

	@Override
	public synchronized Path path(PeerId from) {
		LocalStay stay = this.stays.find(from);
		return (stay == null || stay.linkedTo().isEmpty()) ? Path.RELAY : Path.WEBRTC;
	}

	@Override
	public synchronized long ways(Path path) {
		long linked = this.stays.linkedWays();
		return (path == Path.WEBRTC) ? linked : this.stays.localSize() * (this.stays.size() - 1L) - linked;
	}

	/**
	 * Set the path that a member has announced for its events to another. Nothing happens
	 * if one of them is not in the room.
	 */
	synchronized void changePath(PeerId from, PeerId to, Path path) {
		// in the lock: nobody would remove the link of a member that leaves meanwhile
		this.stays.changePath(from, to, path);
	}

	@Override
	public @Nullable Stay stay(PeerId id) {
		return this.stays.find(id);
	}

	@Override
	public @Nullable Position position() {
		return this.position;
	}

	/**
	 * Note that the next entry is one of a log that several servers share.
	 * @param next its position
	 * @param appendedHere whether it is this server's
	 */
	public void moveTo(Position next, boolean appendedHere) {
		this.position = next;
		this.own = appendedHere;
	}

	boolean isSilent() {
		return this.silent;
	}

	/**
	 * Have listeners not be told of what happens, or be told again.
	 * @param value whether they are not
	 */
	public void silent(boolean value) {
		this.silent = value;
	}

	/**
	 * Whether the current entry is this server's: in one process, each is.
	 */
	boolean isOwn() {
		return this.own;
	}

	@Override
	public long relayed(PeerId from) {
		LocalStay stay = this.stays.find(from);
		return (stay != null) ? stay.relayed() : 0;
	}

	/**
	 * Add a member, or replace its settings.
	 * @param generation the generation of its session, 0 in one process
	 * @return the others whose links have changed
	 */
	Set<PeerId> add(RoomMember member, long generation) {
		this.stays.add(member, generation);
		if (!member.webrtc()) {
			return Set.of();
		}
		return member.lost() ? this.mesh.addLost(member.id(), member.numClients())
				: this.mesh.add(member.id(), member.numClients());
	}

	/**
	 * Whether a member is connected to this server, or was last.
	 * @return {@code false} if all are elsewhere
	 */
	public boolean hasLocalMembers() {
		return this.stays.localSize() > 0;
	}

	/**
	 * Note the number of a member's latest request.
	 * @param id the member
	 * @param number the number, 0 for none
	 */
	public void latest(PeerId id, long number) {
		LocalStay stay = (number > 0) ? this.stays.find(id) : null;
		if (stay != null) {
			stay.latest(number);
		}
	}

	/**
	 * The generation of a member's session.
	 * @param id the member
	 * @return its generation, 0 for nobody's
	 */
	public long generation(PeerId id) {
		LocalStay stay = this.stays.find(id);
		return (stay != null) ? stay.generation() : 0;
	}

	/**
	 * The offset in the log at which a member has joined.
	 * @param id the member
	 * @return the offset
	 */
	public long joinedAt(PeerId id) {
		return this.stays.get(id).joinedAt();
	}

	/**
	 * Remove a member.
	 * @return the others whose links have changed
	 */
	Set<PeerId> remove(PeerId id) {
		return this.stays.remove(id) ? this.mesh.remove(id) : Set.of();
	}

	/**
	 * Mark members as lost.
	 * @param members the members as they are now
	 * @return those whose links have changed
	 */
	Set<PeerId> lost(Collection<RoomMember> members) {
		this.stays.changeLost(members);
		return this.mesh.lost(members.stream().map(RoomMember::id).toList());
	}

	/**
	 * Mark members as connected again.
	 * @param members the members as they are now
	 * @return those whose links have changed
	 */
	Set<PeerId> returned(Collection<RoomMember> members) {
		this.stays.changeLost(members);
		return this.mesh.returned(members.stream().map(RoomMember::id).toList());
	}

	/**
	 * Remove all members.
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
	 * Mark the room as announced to the listeners.
	 * @return {@code false} if it was announced before
	 */
	boolean begin() {
		boolean first = !this.begun;
		this.begun = true;
		return first;
	}

	/**
	 * Whether the room was announced to the listeners.
	 * @return {@code true} from then on
	 */
	public boolean hasBegun() {
		return this.begun;
	}

	Stays stays() {
		return this.stays;
	}

	MeshPlanner mesh() {
		return this.mesh;
	}

	@Override
	public String toString() {
		return "Room[name=" + this.name + ", members=" + this.stays.size() + "]";
	}

}
