package io.p2p.cluster.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for Redis: no more than is allowed.
 */
final class WaitingRequests {

	private static final Logger log = LoggerFactory.getLogger(WaitingRequests.class);

	private final PendingBytes pending;

	private final Executor workers;

	WaitingRequests(long maxBytes, Executor workers) {
		this.pending = new PendingBytes(maxBytes);
		this.workers = workers;
	}

	/**
	 * Begin something, unless too much waits.
	 */
	<T> CompletableFuture<T> begin(long size, Supplier<CompletableFuture<T>> request) {
		return this.pending.begin(size, request);
	}

	/**
	 * The bytes that wait.
	 */
	long bytes() {
		return this.pending.get();
	}

	/**
	 * Begin nothing more.
	 */
	void close() {
		this.pending.close();
	}

	/**
	 * Ask something, and have the answer on a thread on which others may go on.
	 */
	<T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> request) {
		return begin(0, () -> request.get().thenApplyAsync((answer) -> answer, this.workers));
	}

	/**
	 * Send something whose outcome nobody hears of.
	 */
	<T> void command(long size, Supplier<CompletableFuture<T>> request) {
		begin(size, request).whenComplete((done, ex) -> {
			if (ex != null) {
				log.debug("Redis has not been told", ex);
			}
		});
	}

}
