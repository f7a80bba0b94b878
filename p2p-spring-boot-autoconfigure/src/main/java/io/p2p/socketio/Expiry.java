package io.p2p.socketio;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerLogin;
import io.p2p.peer.RefusedException;

/**
 * The end of a client's identity: at its time, or with its login. It happens once, unless
 * it is called off before.
 */
final class Expiry {

	// clocks are set, and a timer takes no more nanoseconds than fit into a long
	private static final Duration LONGEST = Duration.ofHours(1);

	private final @Nullable Instant time;

	private final @Nullable PeerLogin login;

	private final EventLoop loop;

	private final Consumer<Expiry> action;

	private final Runnable ended = this::end;

	private @Nullable ScheduledFuture<?> timer;

	private boolean over;

	/**
	 * Create an end that is still to {@link #begin}.
	 * @param loop where the action is run
	 */
	Expiry(PeerIdentity identity, EventLoop loop, Consumer<Expiry> action) {
		this.time = identity.expiresAt();
		this.login = identity.login();
		this.loop = loop;
		this.action = action;
	}

	static boolean isOver(PeerIdentity identity) {
		return identity.expiresAt() != null && !Instant.now().isBefore(identity.expiresAt());
	}

	static RefusedException refusal() {
		return new RefusedException(ErrorCode.TOKEN_EXPIRED,
				"What showed who you are has ended: connect with a new one");
	}

	/**
	 * Wait for the end. It may come at once.
	 */
	void begin() {
		schedule();
		if (this.login != null) {
			this.login.add(this.ended);
		}
	}

	private synchronized void schedule() {
		if (this.time == null || this.over) {
			return;
		}
		Instant now = Instant.now();
		if (!now.isBefore(this.time)) {
			end();
			return;
		}
		Instant next = this.time.isAfter(now.plus(LONGEST)) ? now.plus(LONGEST) : this.time;
		// a part of a millisecond too late, rather than in vain
		long delay = Duration.between(now, next).toMillis() + 1;
		this.timer = new HomeLoop(this.loop).schedule(this::schedule, Duration.ofMillis(delay));
	}

	private synchronized void end() {
		if (!this.over) {
			this.over = true;
			new HomeLoop(this.loop).later(() -> this.action.accept(this));
		}
	}

	/**
	 * Call it off.
	 */
	void cancel() {
		synchronized (this) {
			this.over = true;
			if (this.timer != null) {
				this.timer.cancel(false);
			}
		}
		if (this.login != null) {
			this.login.remove(this.ended);
		}
	}

}
