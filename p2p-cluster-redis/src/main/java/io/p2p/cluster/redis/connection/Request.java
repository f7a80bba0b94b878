package io.p2p.cluster.redis.connection;

import java.util.concurrent.CompletableFuture;

/**
 * Something that is asked of Redis until there is an answer.
 *
 * @param <T> the type of the answer
 */
final class Request<T> {

	private final int slot;

	private final RedisCall<T> call;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private boolean whole;

	private int attempt;

	private int refusals;

	private long sentAt;

	Request(int slot, RedisCall<T> call) {
		this.slot = slot;
		this.call = call;
	}

	int slot() {
		return this.slot;
	}

	RedisCall<T> call() {
		return this.call;
	}

	CompletableFuture<T> result() {
		return this.result;
	}

	/**
	 * Begin an attempt; failures of those before it mean nothing from now on.
	 */
	synchronized int begin() {
		this.sentAt = System.nanoTime();
		return ++this.attempt;
	}

	synchronized boolean current(int attempt) {
		return this.attempt == attempt;
	}

	synchronized long sentAt() {
		return this.sentAt;
	}

	synchronized boolean whole() {
		return this.whole;
	}

	/**
	 * Send the script as a whole next time.
	 */
	synchronized void wholeNext() {
		this.whole = true;
	}

	/**
	 * Count an answer that says to come again later.
	 */
	synchronized int refused() {
		return ++this.refusals;
	}

}
