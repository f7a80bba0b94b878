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
 * The stay of one peer in one room, from its join until it leaves. A peer that joins
 * again begins another: events of the first are not relayed in the second.
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

	// guarded by the room's lock: the room's change at which the peer was lost or came
	// back
	private long lostChange;

	// guarded by the room's lock, created lazily: to whom this member sends by link, and
	// who sends to it by link
	private @Nullable Set<PeerId> linkedTo;

	private @Nullable Set<PeerId> linkedFrom;

	Stay(LocalRoom room, long began, RoomMember member) {
		this.room = room;
		this.began = began;
		this.member = member;
	}

	/**
	 * The room of the stay.
	 * @return the room
	 */
	public Room room() {
		return this.room;
	}

	/**
	 * The number of the room's {@linkplain Room#changes() change} by which the peer
	 * joined.
	 * @return the number
	 */
	public long began() {
		return this.began;
	}

	/**
	 * Check that the stay goes on, before an event that the peer has sent is relayed.
	 * @throws RefusedException if the peer has left, or was removed or moved
	 */
	public void check() {
		if (this.over) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is no longer in that room");
		}
	}

	/**
	 * Set the path that the peer has announced for its events to another.
	 * @param to the receiver; nothing happens if it is not in the room
	 * @param path the path from now on
	 */
	public void changePath(PeerId to, Path path) {
		this.room.changePath(this.member.id(), to, path);
	}

	/**
	 * Count an event of the peer, or a part of one, that is relayed. Thread-safe.
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
	 * Record that this member sends to another by link.
	 * @return {@code false} if it did so already
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
	 * Record that this member does not send to another by link.
	 * @return {@code false} if it did not so already
	 */
	boolean unlink(Stay to) {
		if (to.linkedFrom != null) {
			to.linkedFrom.remove(this.member.id());
		}
		return this.linkedTo != null && this.linkedTo.remove(to.member.id());
	}

}
