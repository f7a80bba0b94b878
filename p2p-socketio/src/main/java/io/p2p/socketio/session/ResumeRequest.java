package io.p2p.socketio.session;

import java.util.function.Consumer;

import io.p2p.socketio.NamespaceConnection;

/**
 * A connection that asks for a session, its own or a new one.
 *
 * @param connection the connection
 * @param newcomer the peer that it is if it does not go on with an earlier one
 * @param request what its client asked for
 * @param answer writes the answer, on the executor of the connection
 * @param opened told of the peer that it is, on the loop of the connection, once that is
 * answered
 * @since 0.1.0
 */
public record ResumeRequest(NamespaceConnection connection, SessionPeer newcomer, SessionRequest request,
		Consumer<byte[]> answer, Consumer<SessionPeer> opened) {

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
