package io.p2p.cluster.redis.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for Redis: no more than is allowed.
 *
 * @since 0.1.0
 */
public final class WaitingRequests {

	private static final Logger log = LoggerFactory.getLogger(WaitingRequests.class);

	private final PendingBytes pending;

	private final Executor workers;

	/**
	 * Let nothing wait so far.
	 * @param maxBytes how much may
	 * @param workers on which answers are had
	 */
	public WaitingRequests(long maxBytes, Executor workers) {
		this.pending = new PendingBytes(maxBytes);
		this.workers = workers;
	}

	/**
	 * Begin something, unless too much waits.
	 * @param size its bytes
	 * @param request begins it
	 * @param <T> the type of its answer
	 * @return the answer; fails if too much waits
	 */
	public <T> CompletableFuture<T> begin(long size, Supplier<CompletableFuture<T>> request) {
		return this.pending.begin(size, request);
	}

	/**
	 * The bytes that wait.
	 * @return their number, with what requests need beside
	 */
	public long bytes() {
		return this.pending.get();
	}

	/**
	 * Begin nothing more.
	 */
	public void close() {
		this.pending.close();
	}

	/**
	 * Ask something, and have the answer on a thread on which others may go on.
	 * @param request asks it
	 * @param <T> the type of its answer
	 * @return the answer; fails if too much waits
	 */
	public <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> request) {
		return begin(0, () -> request.get().thenApplyAsync((answer) -> answer, this.workers));
	}

	/**
	 * Send something whose outcome nobody hears of.
	 * @param size its bytes
	 * @param request sends it
	 * @param <T> the type of its outcome
	 */
	public <T> void command(long size, Supplier<CompletableFuture<T>> request) {
		begin(size, request).whenComplete((done, ex) -> {
			if (ex != null) {
				log.debug("Redis has not been told", ex);
			}
		});
	}

}
