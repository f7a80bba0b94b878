package io.p2p.socketio.session;

import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.SessionClaim;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.replay.Strikes;

/**
 * Opens the session that a client names, where several servers share sessions: begins it,
 * or goes on with it from the logs of its rooms, wherever it was until now. Used on the
 * event loop of the client's connection.
 */
final class TakeOver {

	private static final Logger logger = LoggerFactory.getLogger(TakeOver.class);

	private final SharedSessions sessions;

	private final SessionCluster cluster;

	private final ResumeRequest request;

	TakeOver(SharedSessions sessions, SessionCluster cluster, ResumeRequest request) {
		this.sessions = sessions;
		this.cluster = cluster;
		this.request = request;
	}

	/**
	 * Open the session.
	 * @param name its name, as the client has given it
	 */
	void open(String name) {
		this.sessions.local()
			.goOn(this.request,
					this.cluster.claim(name, SharedSessions.user(this.request), this.request.newcomer().id()),
					(claim) -> claimed(name, claim));
	}

	private void claimed(String name, SessionClaim claim) {
		SessionPeer newcomer = this.request.newcomer();
		if (!this.sessions.local().host().has(this.request.connection(), newcomer)) {
			// The client has gone meanwhile. It claims the session again when it comes
			// back.
			return;
		}
		switch (claim.outcome()) {
			case CREATED -> this.sessions.local()
				.begun(this.request, this.sessions.create(name, newcomer, claim.generation(), 0, 0, new Strikes()));
			case CLAIMED -> goOn(name, claim);
			default -> open(this.sessions.local().newName());
		}
	}

	private void goOn(String name, SessionClaim claim) {
		Strikes strikes = this.sessions.supersede(name);
		NamespaceConnection connection = this.request.connection();
		SessionPeer peer = this.sessions.local()
			.host()
			.takeOver(connection, this.request.newcomer(), new PeerId(claim.peer()));
		if (peer == null) {
			return;
		}
		peer.resuming(true);
		SharedSession session = this.sessions.create(name, peer, claim.generation(), this.request.received(),
				this.request.request().confirmedOrNone(), strikes);
		session.holdBack();
		peer.open(session);
		this.cluster.comeBack(peer, this.request.request().positions())
			.whenComplete((missed, failure) -> connection.session().inOrder(() -> {
				if (failure != null) {
					logger.debug("{} cannot go on in its rooms", peer, failure);
				}
				complete(session, peer, (missed != null) ? missed : Optional.empty());
			}));
	}

	private void complete(SharedSession session, SessionPeer peer, Optional<List<RawMessage>> missed) {
		if (!this.sessions.local().host().has(this.request.connection(), peer)) {
			return;
		}
		if (missed.isEmpty()) {
			beginAnew(session, peer);
			return;
		}
		peer.resuming(false);
		this.sessions.local().answer(this.request, session, peer, false);
		List<RawMessage> events = missed.get();
		boolean hopeless = !events.isEmpty() && session.strikes().ended(progress(), this.request.hasFailed());
		if (hopeless) {
			this.sessions.local()
				.host()
				.givenUp(peer, SessionPackets.encode(peer.connection(), events.get(0)), this.request.hasFailed());
		}
		session.goOn(this.cluster.links(peer), hopeless ? events.subList(1, events.size()) : events);
		this.request.opened().accept(peer);
	}

	// A number that is another when the client has come further.
	private long progress() {
		return 31 * this.request.received() + this.request.request().positions().hashCode();
	}

	// The session is over, and another one begins under its name.
	private void beginAnew(SharedSession session, SessionPeer peer) {
		NamespaceConnection connection = this.request.connection();
		SessionPeer anew = this.sessions.local()
			.host()
			.takeOver(connection, peer, new PeerId(connection.id().toString()));
		session.end();
		if (anew != null) {
			ResumeRequest next = new ResumeRequest(connection, anew, this.request.request(), this.request.answer(),
					this.request.opened());
			anew.resuming(true);
			new TakeOver(this.sessions, this.cluster, next).open(session.token());
		}
	}

}
