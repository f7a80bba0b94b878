package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;
import io.p2p.cluster.redis.log.StoredBatch;

/**
 * Calls a follower until it is followed no more, survives what it throws, and measures.
 */
final class GuardedFollower {

	private static final Logger log = LoggerFactory.getLogger(GuardedFollower.class);

	private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);

	private final RoomFollower follower;

	private final String node;

	private final ClusterObserver observer;

	private long askedForCheckpoint;

	private volatile boolean silent;

	GuardedFollower(RoomFollower follower, String node, ClusterObserver observer) {
		this.follower = follower;
		this.node = node;
		this.observer = observer;
	}

	void silence() {
		this.silent = true;
	}

	void loaded(RoomRecord room) {
		call(() -> this.follower.loaded(room));
	}

	/**
	 * Take batches.
	 * @param time the time at Redis, empty if that is not known
	 */
	void appended(List<StoredBatch> batches, OptionalLong time) {
		time.ifPresent((now) -> {
			for (StoredBatch batch : batches) {
				if (!batch.batch().node().equals(this.node)) {
					this.observer.received(Duration.ofMillis(Math.max(now - batch.time(), 0)));
				}
			}
		});
		call(() -> this.follower.appended(batches.stream().map(StoredBatch::batch).toList()));
	}

	void gapFilled() {
		this.observer.gapFilled();
	}

	void checkpointWanted() {
		long now = System.nanoTime();
		if (this.askedForCheckpoint == 0 || now - this.askedForCheckpoint > BETWEEN_REQUESTS.toNanos()) {
			this.askedForCheckpoint = now;
			call(this.follower::checkpointWanted);
		}
	}

	void lost() {
		call(() -> {
			this.observer.logLost();
			this.follower.lost();
		});
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
