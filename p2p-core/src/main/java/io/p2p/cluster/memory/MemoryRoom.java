package io.p2p.cluster.memory;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.Rejection;

/**
 * A room with its log. Used on the store's thread.
 */
final class MemoryRoom {

	// a room that is held open, or has members, outlives those who follow it for longer
	private static final int LONGER = 4;

	private static final Duration LONG = Duration.ofMinutes(10);

	private final RoomMembers members;

	private final RoomHistory history;

	private final Duration retention;

	private @Nullable Following following;

	private long usedAt = System.nanoTime();

	MemoryRoom(RoomHistory history, Duration retention) {
		this.members = new RoomMembers(retention);
		this.history = history;
		this.retention = retention;
	}

	RoomHistory history() {
		return this.history;
	}

	void follow(Following by) {
		this.following = by;
		by.load(this);
	}

	@SuppressWarnings("ReferenceEquality") // another one may follow by now
	void unfollow(Following by) {
		if (this.following == by) {
			this.following = null;
		}
		this.usedAt = System.nanoTime();
	}

	/**
	 * Append an entry, and let the follower know before the outcome is.
	 */
	AppendOutcome append(String node, LogEntry entry) {
		this.usedAt = System.nanoTime();
		Rejection rejection = this.members.judge(entry);
		if (rejection != null) {
			return new AppendOutcome(0, rejection);
		}
		LogBatch batch = this.history.add(node, entry);
		if (this.following != null) {
			this.following.appended(batch);
		}
		trim();
		return new AppendOutcome(batch.first(), null);
	}

	void trim() {
		if (this.history.trim() && this.following != null) {
			this.following.checkpointWanted();
		}
	}

	/**
	 * Whether the room has been of no use for so long that it is forgotten.
	 */
	boolean isOver(long now) {
		long kept = this.retention.toNanos();
		if (!this.members.isQuiet()) {
			kept = Math.max(LONGER * kept, LONG.toNanos());
		}
		return this.following == null && now - this.usedAt > kept;
	}

}
