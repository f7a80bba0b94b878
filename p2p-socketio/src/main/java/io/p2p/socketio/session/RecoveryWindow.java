package io.p2p.socketio.session;

import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.socketio.replay.ReplayBuffer;

/**
 * The time in which a lost peer may come back: limits how long that is, and how many
 * bytes wait for the peer meanwhile. Used on the peer's home loop.
 */
final class RecoveryWindow {

	private final ResumableSessions sessions;

	private final SerialExecutor home;

	private @Nullable Future<?> end;

	private boolean begun;

	// bytes that wait for this peer, also added to the total of ResumableSessions
	private long held;

	RecoveryWindow(ResumableSessions sessions, SerialExecutor home) {
		this.sessions = sessions;
		this.home = home;
	}

	/**
	 * Begin the window.
	 * @param bytes how many bytes wait already
	 * @param expired run at the end of the window
	 * @return {@code false} if too much waits
	 */
	boolean begin(long bytes, Runnable expired) {
		this.begun = true;
		this.sessions.detached(1);
		this.end = this.home.schedule(expired, this.sessions.options().window());
		return hold(bytes);
	}

	/**
	 * Keep a batch for the peer. To slow a sender down, {@code done} runs at once only
	 * while half of the room is free, and else when the batch leaves the buffer.
	 * @return {@code false} if there is no room for the batch, which is not kept
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
	 * End the window, if it has begun.
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
