package io.p2p.engineio;

import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Takes the messages of a session, one after the other on the session's event loop.
 *
 * @since 0.1.0
 */
public interface SessionListener {

	/**
	 * The session has begun; the <em>open</em> packet is on its way.
	 */
	void opened();

	/**
	 * A text message has come.
	 * @param bytes bytes that end with the message, all valid UTF-8
	 * @param from the index at which the message begins
	 * @param accepted {@code false} if over the client's packet rate, and to be refused
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
	 * The client has answered a ping (Engine.IO v4).
	 */
	void ponged();

	/**
	 * The client has sent a ping (Engine.IO v3).
	 */
	void pinged();

	/**
	 * The session has ended. Called once.
	 * @param reason why
	 */
	void closed(CloseReason reason);

}
