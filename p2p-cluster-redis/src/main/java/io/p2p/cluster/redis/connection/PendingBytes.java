package io.p2p.cluster.redis.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

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

	private volatile boolean closed;

	PendingBytes(long max) {
		this.max = max;
	}

	/**
	 * Begin something that waits for Redis, unless too much does.
	 */
	<T> CompletableFuture<T> begin(long bytes, Supplier<CompletableFuture<T>> request) {
		if (this.closed) {
			return CompletableFuture.failedFuture(new ClusterUnavailableException("The store has been stopped", null));
		}
		long cost = bytes + OVERHEAD;
		if (this.pending.addAndGet(cost) > this.max) {
			this.pending.addAndGet(-cost);
			return CompletableFuture
				.failedFuture(new ClusterUnavailableException("Too much waits for Redis already", null));
		}
		try {
			CompletableFuture<T> result = request.get();
			result.whenComplete((done, ex) -> this.pending.addAndGet(-cost));
			return result;
		}
		catch (RuntimeException ex) {
			this.pending.addAndGet(-cost);
			return CompletableFuture.failedFuture(ex);
		}
	}

	long get() {
		return this.pending.get();
	}

	/**
	 * Begin nothing more.
	 */
	void close() {
		this.closed = true;
	}

}
