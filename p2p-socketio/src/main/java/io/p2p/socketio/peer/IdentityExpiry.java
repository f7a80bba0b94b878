package io.p2p.socketio.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.send.SerialExecutor;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerLogin;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.auth.PeerAuthentication;
import io.p2p.socketio.session.PeerSession;

/**
 * Ends a peer's identity when it expires or its login ends: sends the peer an error with
 * the code {@code token-expired}, and disconnects it. Thread-safe.
 */
final class IdentityExpiry {

	private static final Logger logger = LoggerFactory.getLogger(IdentityExpiry.class);

	// looks at the clock this often, as it may be set and longer timers may overflow
	private static final Duration LONGEST = Duration.ofHours(1);

	private final SocketPeer peer;

	private final @Nullable Instant time;

	private final @Nullable PeerLogin login;

	private final SerialExecutor executor;

	private final Runnable ended = this::end;

	private @Nullable Future<?> timer;

	private boolean over;

	private IdentityExpiry(SocketPeer peer, PeerIdentity identity) {
		this.peer = peer;
		this.time = identity.expiresAt();
		this.login = identity.login();
		this.executor = peer.connection().session().executor();
	}

	/**
	 * Wait for the end of the identity of a peer's connection, instead of an earlier one.
	 * Called on the connection's event loop.
	 */
	static void watch(SocketPeer peer) {
		PeerIdentity identity = peer.connection().identity();
		if (identity.expiresAt() == null && identity.login() == null) {
			peer.expiry(null);
			return;
		}
		IdentityExpiry expiry = new IdentityExpiry(peer, identity);
		expiry.begin();
		peer.expiry(expiry);
	}

	// the login may run this.ended inline
	private void begin() {
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
		// rounded up to a millisecond, else the timer could fire too early
		long delay = Duration.between(now, next).toMillis() + 1;
		this.timer = this.executor.schedule(this::schedule, Duration.ofMillis(delay));
	}

	private synchronized void end() {
		if (!this.over) {
			this.over = true;
			this.executor.later(this::expire);
		}
	}

	private void expire() {
		// the peer may have come back with another identity meanwhile
		if (this.peer.expiry() != this) {
			return;
		}
		logger.debug("The identity of {} has ended", this.peer);
		new PeerReply(this.peer.connection(), this.peer, "connect", SocketPacket.NO_ACK)
			.refuse(PeerAuthentication.expired());
		PeerSession session = this.peer.session();
		if (session != null) {
			// behind the error, which passes the home loop as well
			session.executor().later(session::dismiss);
		}
		else {
			this.peer.disconnect();
		}
	}

	/**
	 * Cancel it.
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
