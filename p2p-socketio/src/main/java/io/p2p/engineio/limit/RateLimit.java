package io.p2p.engineio.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for one second. A client that goes on over it runs into debt, and is to
 * be disconnected when it owes the tokens of one second. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RateLimit {

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private final double perSecond;

	private final LongSupplier nanoTime;

	private double tokens;

	private long last;

	/**
	 * Create a bucket that is full.
	 * @param perSecond the tokens of one second; 0 for no limit
	 */
	public RateLimit(int perSecond) {
		this(perSecond, System::nanoTime);
	}

	RateLimit(int perSecond, LongSupplier nanoTime) {
		this.perSecond = perSecond;
		this.nanoTime = nanoTime;
		this.tokens = perSecond;
		this.last = nanoTime.getAsLong();
	}

	/**
	 * Take one token.
	 * @return what to do with it
	 */
	public Verdict take() {
		return take(1);
	}

	/**
	 * Take several tokens, half of those of one second at most. A refusal costs one.
	 * @param cost how many tokens
	 * @return what to do with it
	 */
	public Verdict take(long cost) {
		if (this.perSecond == 0) {
			return Verdict.ACCEPT;
		}
		fill();
		if (this.tokens <= -this.perSecond) {
			return Verdict.DISCONNECT;
		}
		double counted = Math.max(1, Math.min((double) cost, this.perSecond / 2));
		boolean within = this.tokens >= counted;
		this.tokens -= within ? counted : 1;
		return within ? Verdict.ACCEPT : Verdict.REFUSE;
	}

	/**
	 * Take one token only if there is one: a refusal costs nothing.
	 * @return whether there was one
	 */
	boolean takeIfAllowed() {
		if (this.perSecond == 0) {
			return true;
		}
		fill();
		if (this.tokens < 1) {
			return false;
		}
		this.tokens--;
		return true;
	}

	boolean isFull() {
		fill();
		return this.tokens >= this.perSecond;
	}

	private void fill() {
		long now = this.nanoTime.getAsLong();
		this.tokens = Math.min(this.perSecond, this.tokens + (now - this.last) * this.perSecond / SECOND);
		this.last = now;
	}

	/**
	 * What to do with what tokens were taken for.
	 */
	public enum Verdict {

		/** It is within the limit. */
		ACCEPT,

		/** It is over the limit: tell the sender. */
		REFUSE,

		/** It is far over the limit. */
		DISCONNECT

	}

}
