package io.p2p.socketio.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks a client for a sign of life, and ends its session if none comes. Clients of
 * Engine.IO v3 give theirs unasked.
 */
final class Heartbeat {

	private final EngineSession session;

	private final EngineOptions options;

	private @Nullable ScheduledFuture<?> timer;

	Heartbeat(EngineSession session, EngineOptions options) {
		this.session = session;
		this.options = options;
	}

	/**
	 * The client lives: the next ping has time.
	 */
	void alive() {
		if (this.session.version() == EngineVersion.V4) {
			schedule(this.options.pingInterval(), this::ping);
		}
		else {
			schedule(this.options.pingInterval().plus(this.options.pingTimeout()), this::silent);
		}
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
		schedule(this.options.pingTimeout(), this::silent);
	}

	private void silent() {
		if (this.session.isPaused()) {
			// it may have answered: nobody has read on
			alive();
			return;
		}
		this.session.close(CloseReason.PING_TIMEOUT);
	}

	private void schedule(Duration delay, Runnable task) {
		stop();
		if (this.session.isOpen()) {
			this.timer = this.session.loop().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

}
