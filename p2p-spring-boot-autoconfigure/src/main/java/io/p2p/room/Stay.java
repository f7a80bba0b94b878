package io.p2p.room;

import java.util.concurrent.atomic.AtomicLong;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * The time of one peer in one room, from its joining to its leaving. A peer that leaves
 * and joins again begins another: what it has sent in the first is not for the second.
 *
 * @since 0.1.0
 */
public final class Stay {

	private final Room room;

	private final AtomicLong relayed = new AtomicLong();

	private volatile boolean over;

	Stay(Room room) {
		this.room = room;
	}

	/**
	 * Where the peer is.
	 * @return the room
	 */
	public Room room() {
		return this.room;
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
	 * Count an event of the peer, or a part of one, that goes through the server.
	 */
	public void countRelayed() {
		this.relayed.incrementAndGet();
	}

	long relayed() {
		return this.relayed.get();
	}

	void end() {
		this.over = true;
	}

}
