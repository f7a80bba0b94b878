package io.p2p.client.link;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;

/**
 * Asks the other end of a link for signs of life: a frozen page keeps its connection, but
 * reads nothing. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Heartbeat {

	private static final int MAX_UNANSWERED = 2;

	// on a slow network a ping waits behind what is being sent, and its answer behind
	// what comes
	private static final int MAX_UNANSWERED_WHILE_BUSY = 6;

	private static final int BUSY_PINGS = 2;

	private final Loop loop;

	private final double intervalMs;

	private final Runnable ping;

	private final Runnable silent;

	private final Timer timer;

	private double pingedAt;

	private int unanswered;

	// the pings that may still take longer: each ping counts it down
	private int busy;

	private double roundTripMs = -1;

	/**
	 * Create a heartbeat that does not beat yet.
	 * @param ping a ping is due
	 * @param silent the other end does not answer
	 */
	Heartbeat(Loop loop, double intervalMs, Runnable ping, Runnable silent) {
		this.loop = loop;
		this.intervalMs = intervalMs;
		this.ping = ping;
		this.silent = silent;
		this.timer = new Timer(loop);
	}

	/**
	 * The time to the other end and back.
	 * @return milliseconds, -1 before it was measured
	 */
	public double roundTripMs() {
		return this.roundTripMs;
	}

	/**
	 * Begin, but not with all links of a mesh at once.
	 * @param awaited whether the other end waits for a first sign of life
	 */
	void start(boolean awaited) {
		if (awaited) {
			beat();
		}
		else {
			beatAfter(this.loop.random());
		}
	}

	void stop() {
		this.timer.stop();
	}

	private void beat() {
		if (this.unanswered >= ((this.busy > 0) ? MAX_UNANSWERED_WHILE_BUSY : MAX_UNANSWERED)) {
			this.silent.run();
		}
		this.busy--;
		this.unanswered++;
		this.pingedAt = this.loop.now();
		// before the ping, which stops the heartbeat if it finds the link closed
		beatAfter(1);
		this.ping.run();
	}

	private void beatAfter(double intervals) {
		this.timer.start(intervals * this.intervalMs, this::beat);
	}

	/**
	 * The other end has answered a ping. Nothing else shows that it reads what it is
	 * sent.
	 */
	void answered() {
		this.unanswered = 0;
		this.roundTripMs = this.loop.now() - this.pingedAt;
	}

	/**
	 * The network works again: the pings that were lost with it count no more.
	 */
	void forgive() {
		this.unanswered = 0;
	}

	/**
	 * The other end has confirmed something, so it lives: a ping may take its time behind
	 * what is on its way.
	 */
	public void progressed() {
		this.busy = BUSY_PINGS;
	}

}
