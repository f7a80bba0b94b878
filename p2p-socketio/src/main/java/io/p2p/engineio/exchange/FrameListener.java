package io.p2p.engineio.exchange;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Takes what one WebSocket receives. Called on its session's executor.
 *
 * @since 0.1.0
 */
public interface FrameListener {

	/**
	 * The handshake has been answered, and messages may be written.
	 */
	default void opened() {
	}

	/**
	 * Count a fragment, a ping or a pong against the client's packet rate.
	 * @return {@code false} if the frame is to be dropped, as there are too many
	 */
	boolean charge();

	/**
	 * A text message has come.
	 * @param text the message
	 * @throws InvalidPacketException if the text is no packet
	 */
	void text(byte[] text);

	/**
	 * A binary message has come.
	 * @param message the message
	 * @throws InvalidPacketException if no binary message was expected
	 */
	void binary(byte[] message);

	/**
	 * The client has sent something that it may not, such as an invalid frame.
	 * @param reason what is wrong with that
	 */
	void invalid(InvalidPacketException reason);

	/**
	 * The connection has failed and cannot be used any more.
	 * @param failure a failure of the server, {@code null} if the connection was lost
	 */
	void failed(@Nullable Throwable failure);

	/**
	 * The connection has ended.
	 */
	void closed();

}
