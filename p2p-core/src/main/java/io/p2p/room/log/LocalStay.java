package io.p2p.room.log;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Path;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.Stay;

/**
 * The stay of one peer in one room. Only {@link Stays} changes it.
 */
final class LocalStay implements Stay {

	private static final AtomicLongFieldUpdater<LocalStay> RELAYED = AtomicLongFieldUpdater.newUpdater(LocalStay.class,
			"relayed");

	private final LocalRoom room;

	private final long began;

	private volatile RoomMember member;

	private volatile long relayed;

	private volatile boolean over;

	// in a cluster, guarded by the room's lock: the generation of the peer's session
	private long generation;

	// in a cluster, guarded by the room's lock: the offset of the join in the log
	private long joinedAt;

	// in a cluster: the number of the peer's latest request in the log
	private volatile long latest;

	// guarded by the room's lock: the room's change at which the peer was lost or came
	// back
	private long lostChange;

	// guarded by the room's lock, created lazily: to whom this member sends by link, and
	// who sends to it by link
	private @Nullable Set<PeerId> linkedTo;

	private @Nullable Set<PeerId> linkedFrom;

	LocalStay(LocalRoom room, long began, RoomMember member) {
		this.room = room;
		this.began = began;
		this.member = member;
	}

	/**
	 * Create a stay that has begun earlier.
	 */
	LocalStay(LocalRoom room, RoomSnapshot.Member saved) {
		this(room, saved.began(), saved.member());
		this.generation = saved.generation();
		this.joinedAt = saved.joinedAt();
		this.latest = saved.latest();
		this.lostChange = saved.lostChange();
	}

	RoomSnapshot.Member save() {
		return new RoomSnapshot.Member(this.member, this.generation, this.joinedAt, this.latest, this.began,
				this.lostChange, List.copyOf(linkedTo()));
	}

	@Override
	public Room room() {
		return this.room;
	}

	@Override
	public long began() {
		return this.began;
	}

	@Override
	public void check() {
		if (this.over) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is no longer in that room");
		}
	}

	@Override
	public void changePath(PeerId to, Path path) {
		this.room.changePath(this.member.id(), to, path);
	}

	@Override
	public void countRelayed() {
		RELAYED.incrementAndGet(this);
	}

	long relayed() {
		return this.relayed;
	}

	@Override
	public boolean hasHad(long number) {
		return number > 0 && number <= this.latest;
	}

	void latest(long number) {
		this.latest = Math.max(this.latest, number);
	}

	long joinedAt() {
		return this.joinedAt;
	}

	void joinedAt(long offset) {
		this.joinedAt = offset;
	}

	long generation() {
		return this.generation;
	}

	void generation(long current) {
		this.generation = current;
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
	boolean link(LocalStay to) {
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
	boolean unlink(LocalStay to) {
		if (to.linkedFrom != null) {
			to.linkedFrom.remove(this.member.id());
		}
		return this.linkedTo != null && this.linkedTo.remove(to.member.id());
	}

}
