package io.p2p.socketio.session;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.p2p.engineio.send.SerialExecutor;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.replay.ReplayBuffer;
import io.p2p.socketio.replay.Strikes;

/**
 * The connections that ask to go on with one session. It takes them one after the other,
 * retiring the earlier connection each time. Used on the peer's home loop.
 */
final class ResumeQueue {

	private final Queue<ResumeRequest> waiting = new ArrayDeque<>();

	private final ResumableSession session;

	private final SessionPeer peer;

	private final ResumableSessions sessions;

	private final SerialExecutor home;

	private final Strikes strikes = new Strikes();

	private boolean moving;

	ResumeQueue(ResumableSession session, SessionPeer peer, ResumableSessions sessions, SerialExecutor home) {
		this.session = session;
		this.peer = peer;
		this.sessions = sessions;
		this.home = home;
	}

	void add(ResumeRequest request) {
		if (this.moving) {
			this.waiting.add(request);
		}
		else {
			begin(request);
		}
	}

	private void begin(ResumeRequest request) {
		NamespaceConnection old = this.session.connection();
		if (!this.session.canResume(request)) {
			this.sessions.beginAnew(request);
		}
		else if (old == null) {
			this.session.attach(request, this);
		}
		else {
			this.moving = true;
			// behind tasks of the old connection's loop: their events still count
			old.session().inOrder(() -> {
				this.sessions.host().retire(old, this.peer);
				this.home.run(() -> retired(old, request));
			});
		}
	}

	private void retired(NamespaceConnection old, ResumeRequest request) {
		this.moving = false;
		if (this.session.canResume(request)) {
			this.session.attach(request, this);
		}
		else {
			this.session.disconnected(old, Departure.LOST);
			this.sessions.beginAnew(request);
		}
		ResumeRequest next = this.waiting.poll();
		if (next != null) {
			this.session.resume(next);
		}
	}

	/**
	 * Give a connection to the peer, and send again what was not confirmed. Called on the
	 * event loop of that connection.
	 * @param hasFailed whether the earlier one ended because of what the client had sent
	 */
	void goOn(ResumeRequest request, List<ReplayBuffer.Item> again, boolean hasFailed) {
		NamespaceConnection next = request.connection();
		if (!this.sessions.host().adopt(next, request.newcomer(), this.peer)) {
			again.forEach((item) -> ReplayBuffer.finish(item.done()));
			this.session.disconnected(next, Departure.LOST);
			return;
		}
		this.sessions.answer(request, this.session, this.peer, hasFailed);
		again.forEach((item) -> next.session().sendAtOnce(item.frames(), item.done()));
		request.opened().accept(this.peer);
	}

	/**
	 * Counts how often the first unconfirmed event has ended a connection.
	 */
	Strikes strikes() {
		return this.strikes;
	}

}
