package io.p2p.cluster.redis.log;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;

/**
 * Calls a follower until it is followed no more, survives what it throws, and measures.
 *
 * @since 0.1.0
 */
public final class GuardedFollower {

	private static final Logger log = LoggerFactory.getLogger(GuardedFollower.class);

	private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);

	private final RoomFollower follower;

	private final String node;

	private final ClusterObserver observer;

	private long askedForCheckpoint;

	private volatile boolean silent;

	/**
	 * Create a guard.
	 * @param follower the follower
	 * @param node the name of this server
	 * @param observer measures what comes from others
	 */
	public GuardedFollower(RoomFollower follower, String node, ClusterObserver observer) {
		this.follower = follower;
		this.node = node;
		this.observer = observer;
	}

	/**
	 * Call the follower no more.
	 */
	public void silence() {
		this.silent = true;
	}

	/**
	 * Take the stored room.
	 * @param room the room
	 */
	public void loaded(RoomRecord room) {
		call(() -> this.follower.loaded(room));
	}

	/**
	 * Take batches.
	 * @param batches the batches
	 * @param time the time at Redis, empty if that is not known
	 */
	public void appended(List<StoredBatch> batches, OptionalLong time) {
		time.ifPresent((now) -> {
			for (StoredBatch batch : batches) {
				if (!batch.batch().node().equals(this.node)) {
					this.observer.received(Duration.ofMillis(Math.max(now - batch.time(), 0)));
				}
			}
		});
		call(() -> this.follower.appended(batches.stream().map(StoredBatch::batch).toList()));
	}

	/**
	 * The log is read, as something may be missing.
	 */
	public void gapFilled() {
		this.observer.gapFilled();
	}

	/**
	 * Ask for a checkpoint, unless that has just been done.
	 */
	public void checkpointWanted() {
		long now = System.nanoTime();
		if (this.askedForCheckpoint == 0 || now - this.askedForCheckpoint > BETWEEN_REQUESTS.toNanos()) {
			this.askedForCheckpoint = now;
			call(this.follower::checkpointWanted);
		}
	}

	/**
	 * The log has lost entries.
	 */
	public void lost() {
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
