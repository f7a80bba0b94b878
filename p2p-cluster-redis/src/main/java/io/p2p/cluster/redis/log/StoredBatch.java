package io.p2p.cluster.redis.log;

import io.p2p.cluster.LogBatch;

/**
 * A batch with its place in the log.
 *
 * @param before the stamp of the batch before it
 * @param stamp its own, different for each batch: a log that has lost its end and goes on
 * otherwise is known by it
 * @param size how many bytes it has
 * @param batch the batch
 * @since 0.1.0
 */
public record StoredBatch(long before, long stamp, int size, LogBatch batch) {

	/**
	 * Stamps in a millisecond.
	 */
	public static final int STAMPS = 1024;

	/**
	 * When it was appended.
	 * @return about the clock of Redis, in milliseconds
	 */
	public long time() {
		return this.stamp / STAMPS;
	}

	/**
	 * The offset of the first entry.
	 * @return the offset
	 */
	public long first() {
		return this.batch.first();
	}

	/**
	 * The offset of the last entry.
	 * @return the offset
	 */
	public long last() {
		return this.batch.last();
	}

}
