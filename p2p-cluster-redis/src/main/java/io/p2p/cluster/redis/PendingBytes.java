package io.p2p.cluster.redis;

import java.util.concurrent.atomic.AtomicLong;

import io.p2p.cluster.ClusterUnavailableException;

/**
 * Bounds what waits for Redis.
 */
final class PendingBytes {

	/**
	 * What a request needs beside its bytes, about.
	 */
	private static final int OVERHEAD = 200;

	private final AtomicLong pending = new AtomicLong();

	private final long max;

	PendingBytes(long max) {
		this.max = max;
	}

	/**
	 * Count what is to wait.
	 * @throws ClusterUnavailableException if too much waits already
	 */
	void add(long bytes) {
		if (!tryAdd(bytes)) {
			throw new ClusterUnavailableException("Too much waits for Redis already", null);
		}
	}

	boolean tryAdd(long bytes) {
		long cost = bytes + OVERHEAD;
		if (this.pending.addAndGet(cost) > this.max) {
			this.pending.addAndGet(-cost);
			return false;
		}
		return true;
	}

	void remove(long bytes) {
		this.pending.addAndGet(-bytes - OVERHEAD);
	}

	long get() {
		return this.pending.get();
	}

}
