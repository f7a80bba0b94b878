package io.p2p.socketio.session;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.KeptSession;
import io.p2p.engineio.CloseReason;
import io.p2p.engineio.send.Announcements;
import io.p2p.engineio.send.Broadcast;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.QueueBudget;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.peer.RawMessage;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.replay.ReplayBuffer;
import io.p2p.socketio.replay.Strikes;

/**
 * A session that several servers share, for one connection: the next connection goes on
 * with another one of the same name, here or at another server, and reads from the logs
 * of its rooms what it has missed. Nothing is kept for a lost peer. Used on the event
 * loop of the connection, if nothing else is said.
 */
final class SharedSession implements PeerSession {

	// clients confirm every 64 KiB or sooner
	private static final long CONFIRMED_SOON = 128 * 1024;

	private final String token;

	private final SessionPeer peer;

	private final SharedSessions sessions;

	private final SessionConfirmations confirmations;

	private final long generation;

	private final NamespaceConnection connection;

	private final SerialExecutor home;

	private final QueueBudget queues;

	private final ReplayBuffer unconfirmed;

	private final RecoveryWindow window;

	private final Strikes strikes;

	private @Nullable HeldBack heldBack;

	private boolean connected = true;

	private SessionState state = SessionState.OPEN;

	/**
	 * Create the session of a connection.
	 * @param generation the generation of the session
	 * @param received how many events the client has received in it
	 * @param strikes counts how often what the client has to get has ended a connection
	 */
	SharedSession(String token, SessionPeer peer, SharedSessions sessions, SessionConfirmations confirmations,
			long generation, long received, Strikes strikes) {
		this.strikes = strikes;
		this.token = token;
		this.peer = peer;
		this.sessions = sessions;
		this.confirmations = confirmations;
		this.generation = generation;
		this.connection = peer.connection();
		this.home = this.connection.session().executor();
		this.queues = sessions.local().options().queues();
		this.unconfirmed = new ReplayBuffer(this.queues, received);
		this.window = new RecoveryWindow(sessions.local(), this.home);
	}

	@Override
	public String token() {
		return this.token;
	}

	@Override
	public long generation() {
		return this.generation;
	}

	/**
	 * This session, as the store is to keep it.
	 */
	KeptSession kept() {
		Principal user = this.peer.principal();
		return new KeptSession(this.token, this.peer.id().value(), (user != null) ? user.getName() : null,
				this.generation);
	}

	@Override
	public SerialExecutor executor() {
		return this.home;
	}

	@Override
	public long arrived() {
		return this.confirmations.arrived();
	}

	@Override
	public long confirm() {
		return this.confirmations.confirmed();
	}

	@Override
	public long count(NamespaceConnection from, long size) {
		return this.confirmations.count();
	}

	@Override
	public void settled(long number, long size) {
		this.confirmations.settled(number, size);
	}

	@Override
	public void sendConfirmation(NamespaceConnection to) {
		this.confirmations.confirm();
	}

	Strikes strikes() {
		return this.strikes;
	}

	// Keeps what is delivered from now on, until goOn().
	void holdBack() {
		this.heldBack = new HeldBack(this.connection);
	}

	/**
	 * Deliver what the peer has missed, and behind it what was kept.
	 * @param links the plan of its links
	 * @param missed what it has missed
	 */
	void goOn(List<RawMessage> links, List<RawMessage> missed) {
		HeldBack held = this.heldBack;
		this.heldBack = null;
		if (held != null) {
			held.release(this, links, missed);
		}
	}

	@Override
	public void deliver(EncodedBatch batch, @Nullable Runnable done) {
		if (this.state.isOver() || !this.connected) {
			// the peer reads it from the log of the room when it comes back
			ReplayBuffer.finish(done);
		}
		else if (this.heldBack != null) {
			this.heldBack.add(batch, done);
		}
		else {
			this.connection.session().takeAlong();
			boolean early = this.unconfirmed.bytes() <= Math.max(this.queues.maxPerClient() / 2, CONFIRMED_SOON);
			this.unconfirmed.add(batch, early ? null : done);
			Broadcast.passOn(batch, this.connection.session(), early ? done : null);
			if (this.unconfirmed.bytes() > this.queues.maxPerClient()) {
				close(CloseReason.SLOW_CONSUMER);
			}
		}
	}

	@Override
	public @Nullable Announcements gathersAt() {
		return (this.connected && this.heldBack == null && !this.state.isOver()) ? this.connection.session().gathersAt()
				: null;
	}

	@Override
	public void fail() {
		close(CloseReason.TRANSPORT_ERROR);
	}

	@Override
	public void breakOff() {
		close(CloseReason.FORCED);
	}

	private void close(CloseReason reason) {
		if (this.home.isCurrent()) {
			this.state = this.state.brokenOff();
		}
		// Runs later: closing inline would change the buffer that deliver() is using.
		this.home.later(() -> closeNow(reason));
	}

	private void closeNow(CloseReason reason) {
		end();
		this.connection.session().close(reason);
	}

	@Override
	public long waitingBytes() {
		return this.unconfirmed.bytes();
	}

	@Override
	public void giveWay(Runnable then) {
		this.home.later(() -> {
			closeNow(CloseReason.SLOW_CONSUMER);
			then.run();
		});
	}

	@Override
	public void confirmed(NamespaceConnection from, long count) {
		this.home.run(() -> {
			if (this.unconfirmed.canBe(count)) {
				this.unconfirmed.confirm(count);
			}
		});
	}

	@Override
	public void disconnected(NamespaceConnection from, Departure departure) {
		this.home.run(() -> {
			this.connected = false;
			this.unconfirmed.clear();
			if (this.state == SessionState.ENDED) {
				// The peer may have joined a room after its end: leave that room too.
				this.sessions.local().cleanUp(this.peer);
			}
			else if (this.state != SessionState.SUPERSEDED) {
				gone(from.isDismissed(), departure != Departure.LEFT && this.state != SessionState.LEAVING);
			}
		});
	}

	private void gone(boolean dismissed, boolean lost) {
		if (lost && !this.state.isOver()) {
			this.window.begin(0, this::end);
			this.sessions.local().lost(this.peer, true, this.home);
			this.sessions.lost(this);
		}
		else if (lost || dismissed) {
			end();
		}
		else {
			leave();
		}
	}

	// The host runs end() behind the events that the peer has sent.
	private void leave() {
		this.state = this.state.brokenOff();
		this.sessions.local().host().leave(this.peer, () -> this.home.run(this::end));
	}

	@Override
	public void farewell() {
		this.home.run(() -> {
			if (this.state == SessionState.OPEN) {
				this.state = SessionState.LEAVING;
			}
			if (this.connected) {
				this.connection.session().abandon();
			}
			else if (!this.state.isOver()) {
				leave();
			}
		});
	}

	@Override
	public void dismiss() {
		this.home.run(() -> {
			this.state = this.state.brokenOff();
			if (this.connected) {
				this.connection.disconnect();
			}
			else {
				end();
			}
		});
	}

	@Override
	public void supersede() {
		this.home.run(() -> {
			if (!this.state.isEnded()) {
				this.state = SessionState.SUPERSEDED;
				this.window.end();
				this.unconfirmed.clear();
				this.sessions.superseded(this, this.peer);
				if (this.connected) {
					this.connection.session().close(CloseReason.FORCED);
				}
			}
		});
	}

	// Called when the event loops have stopped.
	void abandon() {
		this.window.end();
		this.sessions.local().host().superseded(this.peer);
	}

	/**
	 * End the session, and have its peer leave its rooms.
	 */
	void end() {
		if (!this.state.isEnded()) {
			this.state = SessionState.ENDED;
			this.window.end();
			this.unconfirmed.clear();
			this.sessions.ended(this);
			this.sessions.local().cleanUp(this.peer);
		}
	}

}
