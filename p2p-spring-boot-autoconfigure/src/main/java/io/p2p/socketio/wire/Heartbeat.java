package io.p2p.socketio.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks a client for a sign of life, and ends its session if none comes.
 */
final class Heartbeat {

	private static final List<Frame> PING = List.of(Frame.text("2"));

	private final EngineSession session;

	private final EngineOptions options;

	private @Nullable ScheduledFuture<?> timer;

	private boolean stopped;

	Heartbeat(EngineSession session, EngineOptions options) {
		this.session = session;
		this.options = options;
	}

	/**
	 * The client lives: the next ping has time.
	 */
	void alive() {
		schedule(this.options.pingInterval().toMillis(), this::ping);
	}

	private void ping() {
		this.session.send(PING);
		schedule(this.options.pingTimeout().toMillis(), () -> this.session.close(CloseReason.PING_TIMEOUT));
	}

	synchronized void stop() {
		this.stopped = true;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	private synchronized void schedule(long delayMillis, Runnable task) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		if (!this.stopped) {
			this.timer = this.session.loop().schedule(task, delayMillis, TimeUnit.MILLISECONDS);
		}
	}

}
