package io.p2p.cluster.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterUnavailableException;

/**
 * What waits for Redis: no more than is allowed.
 */
final class WaitingRequests {

	private static final Logger log = LoggerFactory.getLogger(WaitingRequests.class);

	private final PendingBytes bytes;

	private final Requests requests;

	private final Executor workers;

	private final BooleanSupplier stopped;

	WaitingRequests(long maxBytes, Requests requests, Executor workers, BooleanSupplier stopped) {
		this.bytes = new PendingBytes(maxBytes);
		this.requests = requests;
		this.workers = workers;
		this.stopped = stopped;
	}

	/**
	 * Begin something, unless too much waits.
	 */
	<T> CompletableFuture<T> begin(long size, Supplier<CompletableFuture<T>> request) {
		if (this.stopped.getAsBoolean()) {
			return CompletableFuture.failedFuture(Requests.stopped());
		}
		if (!this.bytes.tryAdd(size)) {
			return CompletableFuture.failedFuture(
					new ClusterUnavailableException("Too much waits for Redis already", this.requests.trouble()));
		}
		try {
			CompletableFuture<T> result = request.get();
			result.whenComplete((done, ex) -> this.bytes.remove(size));
			return result;
		}
		catch (RuntimeException ex) {
			this.bytes.remove(size);
			return CompletableFuture.failedFuture(ex);
		}
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
