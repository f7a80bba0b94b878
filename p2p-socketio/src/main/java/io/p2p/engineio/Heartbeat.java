package io.p2p.engineio;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.Frame;

/**
 * Asks a client for a sign of life, and ends its session if none comes. Clients of
 * Engine.IO v3 give theirs unasked.
 */
final class Heartbeat {

	private final EngineSession session;

	private final EngineOptions options;

	private @Nullable Future<?> timer;

	// of the next sign of life, as System.nanoTime() has it
	private long deadline;

	Heartbeat(EngineSession session, EngineOptions options) {
		this.session = session;
		this.options = options;
	}

	/**
	 * The client lives: the next ping has time.
	 */
	void alive() {
		long interval = this.options.pingInterval().toNanos();
		long all = interval + this.options.pingTimeout().toNanos();
		this.deadline = System.nanoTime() + all;
		if (this.session.version() == EngineVersion.V4) {
			schedule(interval, this::ping);
		}
		else {
			schedule(all, this::silent);
		}
	}

	/**
	 * Whether there has been no sign of life in time. The session ends as soon as its
	 * event loop comes to it.
	 */
	boolean isOverdue() {
		return this.deadline - System.nanoTime() <= 0;
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	/**
	 * Take a client's ping (Engine.IO v3).
	 */
	void pinged(byte[] packet) {
		byte[] pong = packet.clone();
		pong[0] = '3';
		this.session.send(List.of(new Frame(false, pong)));
		alive();
		this.session.listener().pinged();
	}

	/**
	 * Take a client's answer to a ping.
	 */
	void ponged() {
		alive();
		this.session.listener().ponged();
	}

	private void ping() {
		this.session.send(List.of(Frame.text("2")));
		// a ping that is late, as its server was asleep, leaves time for an answer
		long now = System.nanoTime();
		long rest = Math.max(this.deadline - now, this.options.pingTimeout().toNanos() / 2);
		this.deadline = now + rest;
		schedule(rest, this::silent);
	}

	private void silent() {
		if (this.session.isPaused()) {
			// it may have answered: nobody has read on
			alive();
			return;
		}
		this.session.close(CloseReason.PING_TIMEOUT);
	}

	private void schedule(long delayNanos, Runnable task) {
		stop();
		if (this.session.isOpen()) {
			this.timer = this.session.executor().schedule(task, Duration.ofNanos(delayNanos));
		}
	}

}
