package io.p2p.socketio.wire;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket that holds one second's worth. Who goes on over it gets into debt, and a
 * second's worth of debt is the end. Not safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class RateLimit {

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private final double perSecond;

	private double tokens;

	private long last = System.nanoTime();

	/**
	 * Create a bucket that is full.
	 * @param perSecond what is allowed in a second; 0 for anything
	 */
	public RateLimit(int perSecond) {
		this.perSecond = perSecond;
		this.tokens = perSecond;
	}

	/**
	 * Count one.
	 * @return what to do with it
	 */
	public Verdict take() {
		if (this.perSecond == 0) {
			return Verdict.ACCEPT;
		}
		fill();
		if (this.tokens <= -this.perSecond) {
			return Verdict.DISCONNECT;
		}
		this.tokens--;
		return (this.tokens >= 0) ? Verdict.ACCEPT : Verdict.REFUSE;
	}

	boolean isFull() {
		fill();
		return this.tokens >= this.perSecond;
	}

	private void fill() {
		long now = System.nanoTime();
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
