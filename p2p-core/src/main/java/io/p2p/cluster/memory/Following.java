package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.RoomFollower;

/**
 * Somebody who follows a room, until it is followed no more. Survives what the follower
 * throws. Used on the store's thread, if nothing else is said.
 */
final class Following {

	private static final Logger log = LoggerFactory.getLogger(Following.class);

	private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);

	private final RoomFollower follower;

	private volatile boolean silent;

	private @Nullable MemoryRoom room;

	private @Nullable Long askedAt;

	Following(RoomFollower follower) {
		this.follower = follower;
	}

	/**
	 * Call the follower no more. Called on any thread.
	 */
	void silence() {
		this.silent = true;
	}

	/**
	 * The room, {@code null} as long as it has not been loaded.
	 */
	@Nullable MemoryRoom room() {
		return this.room;
	}

	void load(MemoryRoom loaded) {
		this.room = loaded;
		call(() -> this.follower.loaded(loaded.history().load()));
	}

	void appended(LogBatch batch) {
		call(() -> this.follower.appended(List.of(batch)));
	}

	void checkpointWanted() {
		long now = System.nanoTime();
		if (this.askedAt == null || now - this.askedAt > BETWEEN_REQUESTS.toNanos()) {
			this.askedAt = now;
			call(this.follower::checkpointWanted);
		}
	}

	/**
	 * The log is lost, if the follower has had any of it.
	 */
	void lost() {
		if (this.room != null) {
			call(this.follower::lost);
		}
	}

	private void call(Runnable call) {
		if (!this.silent) {
			try {
				call.run();
			}
			catch (RuntimeException ex) {
				log.error("A follower of a room has failed", ex);
			}
		}
	}

}
