package io.p2p.socketio.session;

import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.SerialExecutor;

/**
 * The time between the connections of a peer: how long it lasts, and how much waits
 * meanwhile. Used on the peer's home loop.
 */
final class RecoveryWindow {

	private final ResumableSessions sessions;

	private final SerialExecutor home;

	private @Nullable Future<?> end;

	private boolean begun;

	// what waits for all lost peers is added up, each for itself
	private long held;

	RecoveryWindow(ResumableSessions sessions, SerialExecutor home) {
		this.sessions = sessions;
		this.home = home;
	}

	/**
	 * Begin.
	 * @param bytes how much waits already
	 * @param expired run when it has lasted too long
	 * @return {@code false} if too much waits
	 */
	boolean begin(long bytes, Runnable expired) {
		this.begun = true;
		this.sessions.detached(1);
		this.end = this.home.schedule(expired, this.sessions.options().window());
		return hold(bytes);
	}

	/**
	 * Let more wait. Whoever waits for that goes on as long as there is room, and then
	 * waits for the peer.
	 * @return {@code false} if it is too much, and does not wait
	 */
	boolean hold(ReplayBuffer replay, EncodedBatch batch, @Nullable Runnable done) {
		boolean fits = hold(batch.size());
		boolean early = !fits || isHalfEmpty();
		if (fits) {
			replay.add(batch, early ? null : done);
		}
		if (early) {
			ReplayBuffer.finish(done);
		}
		return fits;
	}

	private boolean hold(long bytes) {
		boolean fits = this.held + bytes <= this.sessions.options().queues().maxPerClient();
		if (fits) {
			this.held += bytes;
			this.sessions.queued(bytes);
		}
		return fits;
	}

	private boolean isHalfEmpty() {
		return this.held <= this.sessions.options().queues().maxPerClient() / 2;
	}

	/**
	 * End, if it has begun.
	 */
	void end() {
		if (!this.begun) {
			return;
		}
		this.begun = false;
		if (this.end != null) {
			this.end.cancel(false);
		}
		this.sessions.detached(-1);
		this.sessions.queued(-this.held);
		this.held = 0;
	}

}
