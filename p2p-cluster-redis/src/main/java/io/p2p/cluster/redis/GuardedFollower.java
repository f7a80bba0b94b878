package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;

/**
 * Calls a follower until it is followed no more, and survives what it throws.
 */
final class GuardedFollower implements RoomFollower {

	private static final Logger log = LoggerFactory.getLogger(GuardedFollower.class);

	private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);

	private final RoomFollower follower;

	private long askedForCheckpoint;

	private volatile boolean silent;

	GuardedFollower(RoomFollower follower) {
		this.follower = follower;
	}

	void silence() {
		this.silent = true;
	}

	@Override
	public void loaded(RoomRecord room) {
		call(() -> this.follower.loaded(room));
	}

	@Override
	public void appended(List<LogBatch> batches) {
		call(() -> this.follower.appended(batches));
	}

	@Override
	public void checkpointWanted() {
		long now = System.nanoTime();
		if (this.askedForCheckpoint == 0 || now - this.askedForCheckpoint > BETWEEN_REQUESTS.toNanos()) {
			this.askedForCheckpoint = now;
			call(this.follower::checkpointWanted);
		}
	}

	@Override
	public void lost() {
		call(this.follower::lost);
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
