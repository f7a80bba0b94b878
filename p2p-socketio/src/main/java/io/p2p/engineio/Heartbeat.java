package io.p2p.engineio;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.Frame;

/**
 * Pings a client of Engine.IO v4, and ends the session if no pong comes. A client of v3
 * sends pings itself. Used on the session's event loop.
 */
final class Heartbeat {

	private final EngineSession session;

	private final EngineOptions options;

	private @Nullable Future<?> timer;

	// the System.nanoTime() by which the next pong (v4) or ping (v3) must have come
	private long deadline;

	Heartbeat(EngineSession session, EngineOptions options) {
		this.session = session;
		this.options = options;
	}

	/**
	 * Start to wait for the next pong or ping of a client that has just sent one.
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
	 * Whether the client has missed its deadline. The session ends as soon as its event
	 * loop runs the timer.
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
		// if the server was suspended and pings late, leave half of pingTimeout
		long now = System.nanoTime();
		long rest = Math.max(this.deadline - now, this.options.pingTimeout().toNanos() / 2);
		this.deadline = now + rest;
		schedule(rest, this::silent);
	}

	private void silent() {
		if (this.session.isPaused()) {
			// the pong may lie in the socket, which a paused session does not read
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
