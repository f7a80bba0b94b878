package io.p2p.room;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Path;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;

/**
 * The time of one peer in one room, from its joining to its leaving. A peer that leaves
 * and joins again begins another: what it has sent in the first is not for the second.
 *
 * @since 0.1.0
 */
public final class Stay {

	private static final AtomicLongFieldUpdater<Stay> RELAYED = AtomicLongFieldUpdater.newUpdater(Stay.class,
			"relayed");

	private final LocalRoom room;

	private final long began;

	private volatile RoomMember member;

	private volatile long relayed;

	private volatile boolean over;

	// guarded by the room's lock: the number of the change by which it was lost or came
	// back
	private long lostChange;

	// guarded by the room's lock, too, and made when it is needed: whom it sends to by
	// link, and who sends to it so
	private @Nullable Set<PeerId> linkedTo;

	private @Nullable Set<PeerId> linkedFrom;

	Stay(LocalRoom room, long began, RoomMember member) {
		this.room = room;
		this.began = began;
		this.member = member;
	}

	/**
	 * Where the peer is.
	 * @return the room
	 */
	public Room room() {
		return this.room;
	}

	/**
	 * Which of the room's {@linkplain Room#changes() changes} it was that the peer
	 * joined.
	 * @return the number
	 */
	public long began() {
		return this.began;
	}

	/**
	 * Refuse what the peer has sent to the room if it has left, been taken out or been
	 * moved since.
	 * @throws RefusedException if the peer is in the room no more
	 */
	public void check() {
		if (this.over) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is no longer in that room");
		}
	}

	/**
	 * Take the peer's word for the path of its events to another.
	 * @param to who receives; nothing happens if it is not in the room
	 * @param path the path from now on
	 */
	public void changePath(PeerId to, Path path) {
		this.room.changePath(this.member.id(), to, path);
	}

	/**
	 * Count an event of the peer, or a part of one, that goes through the server.
	 */
	public void countRelayed() {
		RELAYED.incrementAndGet(this);
	}

	long relayed() {
		return this.relayed;
	}

	void end() {
		this.over = true;
	}

	RoomMember member() {
		return this.member;
	}

	void member(RoomMember current) {
		this.member = current;
	}

	void changeLost(RoomMember current, long change) {
		this.member = current;
		this.lostChange = change;
	}

	long lostChange() {
		return this.lostChange;
	}

	Set<PeerId> linkedTo() {
		Set<PeerId> peers = this.linkedTo;
		return (peers != null) ? peers : Set.of();
	}

	Set<PeerId> linkedFrom() {
		Set<PeerId> peers = this.linkedFrom;
		return (peers != null) ? peers : Set.of();
	}

	/**
	 * Take note that this member sends to another by link.
	 * @return whether that is new
	 */
	boolean link(Stay to) {
		if (this.linkedTo == null) {
			this.linkedTo = new HashSet<>();
		}
		if (to.linkedFrom == null) {
			to.linkedFrom = new HashSet<>();
		}
		to.linkedFrom.add(this.member.id());
		return this.linkedTo.add(to.member.id());
	}

	/**
	 * Take note that this member does not send to another by link.
	 * @return whether that is new
	 */
	boolean unlink(Stay to) {
		if (to.linkedFrom != null) {
			to.linkedFrom.remove(this.member.id());
		}
		return this.linkedTo != null && this.linkedTo.remove(to.member.id());
	}

}
