package io.p2p.socketio.wire;

/**
 * Somebody who takes the packets of a session, one after the other and all on the
 * session's event loop.
 *
 * @since 0.1.0
 */
public interface SessionListener {

	/**
	 * A Socket.IO packet has come with all its attachments.
	 * @param packet the packet
	 */
	void packet(SocketPacket packet);

	/**
	 * The session has ended. Called once.
	 * @param reason why
	 */
	void closed(CloseReason reason);

}
