package io.p2p.socketio.session;

import java.util.function.Consumer;

import io.p2p.socketio.NamespaceConnection;

/**
 * A request for a session, by {@code p2p:session} or in a CONNECT.
 *
 * @param connection the connection
 * @param newcomer the peer of the connection, replaced if an earlier peer goes on
 * @param request what the client has asked for
 * @param answer sends the answer, on the event loop of the connection
 * @param opened gets the newcomer or the earlier peer behind the answer, on the same loop
 * @since 0.1.0
 */
public record ResumeRequest(NamespaceConnection connection, SessionPeer newcomer, SessionRequest request,
		Consumer<byte[]> answer, Consumer<SessionPeer> opened) {

	/**
	 * Whether the client ended its last connection because it could not read something.
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
