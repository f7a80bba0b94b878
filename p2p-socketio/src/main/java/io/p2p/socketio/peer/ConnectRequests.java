package io.p2p.socketio.peer;

import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.peer.wire.Requests;
import io.p2p.socketio.session.ResumableSessions;
import io.p2p.socketio.session.ResumeRequest;
import io.p2p.socketio.session.SessionRequest;

/**
 * Handles what a library peer asks for in its CONNECT: a session, and rooms to join.
 */
final class ConnectRequests {

	private final ResumableSessions sessions;

	private final PeerProtocol events;

	ConnectRequests(ResumableSessions sessions, PeerProtocol events) {
		this.sessions = sessions;
		this.events = events;
	}

	/**
	 * Open a session, and have the peer join rooms then. Called on the event loop of the
	 * connection, so that the answers follow that to the CONNECT.
	 * @param json the argument of {@code p2p:session}
	 */
	void open(SocketPeer peer, RawJson json) {
		PeerReply reply = PeerReply.toConnect(peer.connection(), peer, "p2p:session", "p2p:session");
		try {
			SessionRequest request = Requests.session(json.bytes(), 0);
			this.sessions.open(new ResumeRequest(peer.connection(), peer, request, reply::acknowledgeAtOnce,
					(opened) -> request.joinsOrNone()
						.forEach((join) -> join((SocketPeer) opened, join, opened.equals(peer)))));
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
	}

	// a join that is refused does not affect the others
	private void join(SocketPeer peer, RawJson join, boolean isNew) {
		PeerReply reply = PeerReply.toConnect(peer.connection(), peer, "p2p:join", "p2p:joined").first(isNew);
		try {
			this.events.join(peer, join, reply);
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
	}

}
