package io.p2p.socketio.wire;

/**
 * Somebody who takes the packets of a session, one after the other and all on the
 * session's event loop.
 *
 * @since 0.1.0
 */
public interface SessionListener {

	/**
	 * The session has begun; its handshake is on its way.
	 */
	void opened();

	/**
	 * A Socket.IO packet has come with all its attachments.
	 * @param packet the packet
	 * @param accepted {@code false} for one over the client's rate, to be refused
	 */
	void packet(SocketPacket packet, boolean accepted);

	/**
	 * The client has answered a ping.
	 */
	void ponged();

	/**
	 * The client has sent a ping, as those of Engine.IO v3 do.
	 */
	void pinged();

	/**
	 * The session has ended. Called once.
	 * @param reason why
	 */
	void closed(CloseReason reason);

}
