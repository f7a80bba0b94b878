package io.p2p.socketio.session;

import java.util.function.Consumer;

import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.peer.PeerReply;
import io.p2p.socketio.peer.SocketPeer;

/**
 * A connection that asks for a session, its own or a new one.
 *
 * @param connection the connection
 * @param newcomer the peer that it is if it does not go on with an earlier one
 * @param request what its client asked for
 * @param reply the way back to it
 * @param opened told of the peer that it is, on the loop of the connection, once that is
 * answered
 */
record ResumeRequest(NamespaceConnection connection, SocketPeer newcomer, SessionRequest request, PeerReply reply,
		Consumer<SocketPeer> opened) {

	/**
	 * Whether the client's last connection ended because of what it was sent.
	 */
	boolean hasFailed() {
		return Boolean.TRUE.equals(this.request.failed());
	}

	/**
	 * How many events the client has received in the session.
	 */
	long received() {
		Long received = this.request.received();
		return (received != null) ? received : 0;
	}

}
