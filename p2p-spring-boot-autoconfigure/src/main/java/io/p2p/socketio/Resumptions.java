package io.p2p.socketio;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The connections that ask for one session: it goes on with one after the other, each
 * time when the one before has been taken away from it. Used on the peer's home loop.
 */
final class Resumptions {

	private final Queue<Resumption> waiting = new ArrayDeque<>();

	private final PeerSession session;

	private final SocketPeer peer;

	private final PeerSessions sessions;

	private final HomeLoop home;

	private final Strikes strikes = new Strikes();

	private boolean moving;

	Resumptions(PeerSession session, SocketPeer peer, PeerSessions sessions, HomeLoop home) {
		this.session = session;
		this.peer = peer;
		this.sessions = sessions;
		this.home = home;
	}

	void add(Resumption request) {
		if (this.moving) {
			this.waiting.add(request);
		}
		else {
			begin(request);
		}
	}

	private void begin(Resumption request) {
		NamespaceConnection old = this.session.connection();
		if (!this.session.canResume(request)) {
			this.sessions.beginAnew(request);
		}
		else if (old == null) {
			this.session.attach(request, this.strikes);
		}
		else {
			this.moving = true;
			// behind what it still does, which counts
			old.session().inOrder(() -> {
				this.sessions.retire(old, this.peer);
				this.home.run(() -> retired(old, request));
			});
		}
	}

	private void retired(NamespaceConnection old, Resumption request) {
		this.moving = false;
		if (this.session.canResume(request)) {
			this.session.attach(request, this.strikes);
		}
		else {
			this.session.disconnected(old, Departure.LOST);
			this.sessions.beginAnew(request);
		}
		Resumption next = this.waiting.poll();
		if (next != null) {
			this.session.resume(next);
		}
	}

}
