package io.p2p.engineio;

import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Somebody who takes the messages of a session, one after the other and all on the
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
	 * A text message has come.
	 * @param bytes bytes that end with the message, valid UTF-8
	 * @param from where the message begins
	 * @param accepted {@code false} for one over the client's rate, to be refused
	 * @throws InvalidPacketException if the client may not send that: the session ends
	 */
	void text(byte[] bytes, int from, boolean accepted);

	/**
	 * A binary message has come.
	 * @param bytes the message
	 * @param accepted {@code false} if the text before it was over the client's rate
	 * @throws InvalidPacketException if the client may not send that: the session ends
	 */
	void binary(byte[] bytes, boolean accepted);

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
