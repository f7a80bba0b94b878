package io.p2p.client.transport;

import java.time.Duration;

/**
 * How long a client waits before it connects again: twice as long after each attempt, by
 * chance half as long or half as long again, as Socket.IO's clients do.
 */
final class Backoff {

	private static final double FACTOR = 2;

	private final double firstMs;

	private final double lastMs;

	private int attempts;

	Backoff(Duration first, Duration last) {
		this.firstMs = first.toMillis();
		this.lastMs = last.toMillis();
	}

	/**
	 * The time until the next attempt.
	 * @param chance a number from 0 to 1
	 */
	double nextMs(double chance) {
		double delayMs = Math.min(this.lastMs, this.firstMs * Math.pow(FACTOR, this.attempts));
		this.attempts++;
		return delayMs * (0.5 + chance);
	}

	void reset() {
		this.attempts = 0;
	}

}
