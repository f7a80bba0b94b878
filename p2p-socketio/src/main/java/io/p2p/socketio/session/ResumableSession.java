package io.p2p.socketio.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.send.Announcements;
import io.p2p.engineio.send.Broadcast;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;
import io.p2p.engineio.send.Recipient;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;

/**
 * The session of a library peer (docs/protocol.md, "Coming back"), which outlives
 * connections. It is used on its home loop, that of the peer's first connection: every
 * event for the peer passes there, so that events leave in the order in which they are
 * counted, whichever loop the current connection is on.
 *
 * @since 0.1.0
 */
public final class ResumableSession implements Recipient, QueueBudget.Waiting {

	// Unconfirmed bytes that are normal: clients confirm every 64 KiB or sooner.
	private static final long CONFIRMED_SOON = 128 * 1024;

	private final ReplayBuffer replay;

	private final String token;

	private final SessionPeer peer;

	private final ResumableSessions sessions;

	private final QueueBudget queues;

	private final SerialExecutor home;

	private final RecoveryWindow recoveryWindow;

	private final InboundSequence received = new InboundSequence();

	// where several servers share sessions, null and 0 else
	private final @Nullable SessionConfirmations confirmations;

	private final long generation;

	private @Nullable HeldBack heldBack;

	private @Nullable NamespaceConnection connection;

	private @Nullable ResumeQueue resumeQueue;

	// whether the last connection ended because the client had sent something invalid
	private boolean failed;

	private SessionState state = SessionState.OPEN;

	ResumableSession(String token, SessionPeer peer, ResumableSessions sessions) {
		this(token, peer, sessions, null, 0, 0);
	}

	/**
	 * Create a session.
	 * @param confirmations confirms the client's events, {@code null} in one process
	 * @param generation the generation of the session, 0 in one process
	 * @param sent how many events the client has been sent in it
	 */
	ResumableSession(String token, SessionPeer peer, ResumableSessions sessions,
			@Nullable SessionConfirmations confirmations, long generation, long sent) {
		this.confirmations = confirmations;
		this.generation = generation;
		this.token = token;
		this.peer = peer;
		this.sessions = sessions;
		this.queues = sessions.options().queues();
		this.replay = new ReplayBuffer(this.queues, sent);
		this.connection = peer.connection();
		this.home = peer.connection().session().executor();
		this.recoveryWindow = new RecoveryWindow(sessions, this.home);
	}

	String token() {
		return this.token;
	}

	/**
	 * The generation of the session, which grows with each connection that goes on with
	 * it.
	 * @return the generation, 0 for a session that ends with its server
	 */
	public long generation() {
		return this.generation;
	}

	/**
	 * Counts the client's events. Used on the event loop of its connection.
	 */
	InboundSequence received() {
		return this.received;
	}

	/**
	 * Confirms the client's events, {@code null} in one process.
	 */
	@Nullable SessionConfirmations confirmations() {
		return this.confirmations;
	}

	/**
	 * How many events of the client have come. May be called on any thread.
	 * @return the number of the latest, 0 in one process
	 */
	public long arrived() {
		return (this.confirmations != null) ? this.confirmations.arrived() : 0;
	}

	/**
	 * An event of the client is in the log of its room, or refused. May be called on any
	 * thread.
	 * @param number the number of the event
	 * @param size its size in bytes
	 */
	public void settled(long number, long size) {
		if (this.confirmations != null) {
			this.confirmations.settled(number, size);
		}
	}

	/**
	 * The number of the client's events, which the caller sends to it.
	 */
	long confirm() {
		return (this.confirmations != null) ? this.confirmations.confirmed() : this.received.confirm();
	}

	/**
	 * Keep what is delivered from now on, until {@link #goOn}.
	 */
	void holdBack() {
		this.heldBack = new HeldBack();
	}

	/**
	 * Deliver what the peer has missed, and behind it what was kept.
	 * @param links the plan of its links
	 * @param missed what it has missed
	 */
	void goOn(List<List<Frame>> links, List<List<Frame>> missed) {
		HeldBack held = this.heldBack;
		this.heldBack = null;
		// The plan before, or it would ignore signals in what it has missed; and after, as
		// somebody in there may have left and come anew.
		links.forEach(this::deliver);
		missed.forEach(this::deliver);
		if (held != null) {
			held.deliver(this);
		}
		links.forEach(this::deliver);
	}

	private void deliver(List<Frame> event) {
		try (EncodedBatch batch = new EncodedBatch(event)) {
			deliver(batch, null);
		}
	}

	/**
	 * End this session without its peer leaving its rooms: the peer goes on with another
	 * connection, maybe at another server. May be called on any thread.
	 */
	public void supersede() {
		this.home.run(() -> {
			NamespaceConnection current = this.connection;
			if (this.state == SessionState.ENDED) {
				return;
			}
			this.state = SessionState.SUPERSEDED;
			this.connection = null;
			this.recoveryWindow.end();
			this.replay.clear();
			this.sessions.forget(this);
			this.sessions.superseded(this.peer);
			if (current != null) {
				current.session().close(CloseReason.FORCED);
			}
		});
	}

	/**
	 * End this session and its connection, as it cannot go on. May be called on any
	 * thread.
	 */
	public void breakOff() {
		this.home.run(() -> closeNow(CloseReason.FORCED));
	}

	/**
	 * Whether a newcomer is the user of this session.
	 */
	boolean isOf(SessionPeer newcomer) {
		return newcomer.connection().identity().isUser(this.peer.principal());
	}

	@Override
	public SerialExecutor executor() {
		return this.home;
	}

	@Override
	public void deliver(EncodedBatch batch, @Nullable Runnable done) {
		NamespaceConnection current = this.connection;
		if (this.state.isOver() || (current == null && this.generation > 0)) {
			// where rooms have logs, a lost peer reads from them what it has missed
			ReplayBuffer.finish(done);
		}
		else if (this.heldBack != null) {
			this.heldBack.add(batch, done);
		}
		else if (current == null) {
			if (!this.recoveryWindow.hold(this.replay, batch, done)) {
				close(CloseReason.SLOW_CONSUMER);
			}
		}
		else {
			current.session().takeAlong();
			// done runs when the batch has left or, if much is unconfirmed, when it is
			// confirmed
			boolean early = this.replay.bytes() <= Math.max(this.queues.maxPerClient() / 2, CONFIRMED_SOON);
			this.replay.add(batch, early ? null : done);
			Broadcast.passOn(batch, current.session(), early ? done : null);
			if (this.replay.bytes() > this.queues.maxPerClient()) {
				close(CloseReason.SLOW_CONSUMER);
			}
		}
	}

	@Override
	public @Nullable Announcements gathersAt() {
		NamespaceConnection current = this.connection;
		return (current != null && !this.state.isOver() && current.session().executor().isCurrent())
				? current.session().gathersAt() : null;
	}

	@Override
	public void fail() {
		close(CloseReason.TRANSPORT_ERROR);
	}

	private void close(CloseReason reason) {
		if (this.home.isCurrent()) {
			// deliver nothing more, as something may be missing before it
			this.state = this.state.brokenOff();
		}
		// Runs later on the home loop: closing inline would change the buffer and queues
		// that the caller, such as deliver(), is using.
		this.home.later(() -> closeNow(reason));
	}

	private void closeNow(CloseReason reason) {
		NamespaceConnection current = this.connection;
		if (current == null && this.state != SessionState.ENDED && reason == CloseReason.SLOW_CONSUMER) {
			this.sessions.dropped();
		}
		end();
		if (current != null) {
			current.session().close(reason);
		}
	}

	@Override
	public long waitingBytes() {
		return this.replay.bytes();
	}

	@Override
	public void giveWay(Runnable then) {
		this.home.later(() -> {
			closeNow(CloseReason.SLOW_CONSUMER);
			then.run();
		});
	}

	/**
	 * Take a client's confirmation of what it has received. May be called on any thread.
	 * @param from the connection by which it confirms
	 * @param count how many events it has received
	 */
	public void confirmed(NamespaceConnection from, long count) {
		this.home.run(() -> {
			if (this.connection == from && this.replay.canBe(count)) {
				this.replay.confirm(count);
			}
		});
	}

	/**
	 * Handle the end of a connection. May be called on any thread.
	 * @param from the connection
	 * @param departure how it has ended
	 */
	public void disconnected(NamespaceConnection from, Departure departure) {
		this.home.run(() -> {
			if (this.state == SessionState.SUPERSEDED) {
				return;
			}
			if (this.state == SessionState.ENDED) {
				// The peer may have joined a room after its end: leave that room too.
				this.sessions.cleanUp(this.peer);
			}
			else if (this.connection == from) {
				this.failed = departure == Departure.FAILED;
				if (departure != Departure.LEFT && this.state != SessionState.LEAVING) {
					detach();
				}
				else if (from.isDismissed()) {
					end();
				}
				else {
					leave();
				}
			}
		});
	}

	// The host runs end() behind the events that the peer has sent.
	private void leave() {
		this.connection = null;
		this.state = this.state.brokenOff();
		this.replay.clear();
		this.sessions.host().leave(this.peer, () -> this.home.run(this::end));
	}

	/**
	 * Take the farewell of a page: its peer leaves once its connection has ended.
	 */
	void farewell() {
		this.home.run(() -> {
			if (this.state == SessionState.OPEN) {
				this.state = SessionState.LEAVING;
			}
			if (this.connection != null) {
				this.connection.session().abandon();
			}
			else if (!this.state.isOver()) {
				leave();
			}
		});
	}

	/**
	 * Disconnect the peer for good. May be called on any thread.
	 */
	public void dismiss() {
		this.home.run(() -> {
			this.state = this.state.brokenOff();
			if (this.connection == null) {
				end();
			}
			else {
				this.connection.disconnect();
			}
		});
	}

	private void detach() {
		this.connection = null;
		if (this.generation > 0) {
			this.replay.clear();
		}
		if (this.state.isOver() || !this.recoveryWindow.begin(this.replay.bytes(), this::end)) {
			end();
		}
		else {
			this.sessions.lost(this.peer, true, this.home);
		}
	}

	/**
	 * Go on with a connection, or give that a new session. Called on any thread.
	 */
	void resume(ResumeRequest request) {
		this.home.run(() -> {
			if (this.resumeQueue == null) {
				this.resumeQueue = new ResumeQueue(this, this.peer, this.sessions, this.home);
			}
			this.resumeQueue.add(request);
		});
	}

	/**
	 * Whether the session can go on after what the client has received.
	 */
	boolean canResume(ResumeRequest request) {
		return !this.state.isOver() && this.replay.canBe(request.received());
	}

	// null while the peer is lost
	@Nullable NamespaceConnection connection() {
		return this.connection;
	}

	/**
	 * Go on with a connection, when the earlier one has been retired.
	 */
	void attach(ResumeRequest request, ResumeQueue resumeQueue) {
		this.recoveryWindow.end();
		this.state = SessionState.OPEN;
		this.replay.confirm(request.received());
		this.received.atLeast(request.request().confirmedOrNone());
		List<Frame> givenUp = this.replay.giveUp(resumeQueue.strikes(), request.hasFailed());
		if (!givenUp.isEmpty()) {
			this.sessions.host().givenUp(this.peer, givenUp, request.hasFailed());
		}
		NamespaceConnection next = request.connection();
		this.connection = next;
		List<ReplayBuffer.Item> again = this.replay.again();
		this.sessions.lost(this.peer, false, this.home);
		boolean hasFailed = this.failed;
		this.failed = false;
		// one task on that loop: batches delivered from now on come behind it
		next.session().inOrder(() -> resumeQueue.goOn(request, again, hasFailed));
	}

	/**
	 * End the session and its connection, because its client begins another session.
	 * @param then run on the home loop when the session has ended
	 */
	void end(Runnable then) {
		this.home.run(() -> {
			closeNow(CloseReason.FORCED);
			then.run();
		});
	}

	/**
	 * End the session at once. Called on the home loop, or after that has stopped.
	 */
	void end() {
		if (this.state == SessionState.ENDED || this.state == SessionState.SUPERSEDED) {
			return;
		}
		this.state = SessionState.ENDED;
		this.connection = null;
		this.recoveryWindow.end();
		this.replay.clear();
		this.sessions.forget(this);
		this.sessions.release(this);
		this.sessions.cleanUp(this.peer);
	}

}
