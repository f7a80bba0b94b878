package io.p2p.engineio.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket that holds one second's worth. Who goes on over it gets into debt, and a
 * second's worth of debt is the end. Not safe for use by several threads.
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
	 * @param perSecond what is allowed in a second; 0 for anything
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
	 * Count one.
	 * @return what to do with it
	 */
	public Verdict take() {
		return take(1);
	}

	/**
	 * Count one that is worth several, half of what is allowed in a second at most. If it
	 * is refused it counts as one.
	 * @param cost how many it is worth
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
	 * Count one only if it is within the limit, so that whoever is refused owes nothing.
	 * @return whether it is
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
	 * What to do with one more.
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
