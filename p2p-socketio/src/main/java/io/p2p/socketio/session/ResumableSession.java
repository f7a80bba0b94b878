package io.p2p.socketio.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.send.Announcements;
import io.p2p.engineio.send.Broadcast;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.replay.InboundSequence;
import io.p2p.socketio.replay.ReplayBuffer;

/**
 * The session of a library peer (docs/protocol.md, "Coming back"), which outlives
 * connections. It is used on its home loop, that of the peer's first connection: every
 * event for the peer passes there, so that events leave in the order in which they are
 * counted, whichever loop the current connection is on.
 */
final class ResumableSession implements PeerSession {

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

	private @Nullable NamespaceConnection connection;

	private @Nullable ResumeQueue resumeQueue;

	// whether the client's invalid data ended the last connection
	private boolean failed;

	private SessionState state = SessionState.OPEN;

	ResumableSession(String token, SessionPeer peer, ResumableSessions sessions) {
		this.token = token;
		this.peer = peer;
		this.sessions = sessions;
		this.queues = sessions.options().queues();
		this.replay = new ReplayBuffer(this.queues, 0);
		this.connection = peer.connection();
		this.home = peer.connection().session().executor();
		this.recoveryWindow = new RecoveryWindow(sessions, this.home);
	}

	@Override
	public String token() {
		return this.token;
	}

	@Override
	public long confirm() {
		return this.received.confirm();
	}

	@Override
	public long count(NamespaceConnection from, long size) {
		if (this.received.add(size)) {
			sendConfirmation(from);
		}
		return this.received.count();
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
		if (this.state.isOver()) {
			ReplayBuffer.finish(done);
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

	@Override
	public void breakOff() {
		close(CloseReason.FORCED);
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

	@Override
	public void confirmed(NamespaceConnection from, long count) {
		this.home.run(() -> {
			if (this.connection == from && this.replay.canBe(count)) {
				this.replay.confirm(count);
			}
		});
	}

	@Override
	public void disconnected(NamespaceConnection from, Departure departure) {
		this.home.run(() -> {
			if (this.state == SessionState.ENDED) {
				// The peer may have joined a room after its end: leave that room too.
				this.sessions.cleanUp(this.peer);
			}
			else if (this.connection == from) {
				this.failed = departure == Departure.FAILED;
				if (!departure.endsWithServer() && this.state != SessionState.LEAVING) {
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

	@Override
	public void farewell() {
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

	@Override
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
		if (this.state == SessionState.ENDED) {
			return;
		}
		this.state = SessionState.ENDED;
		this.connection = null;
		this.recoveryWindow.end();
		this.replay.clear();
		this.sessions.forget(this);
		this.sessions.cleanUp(this.peer);
	}

}
