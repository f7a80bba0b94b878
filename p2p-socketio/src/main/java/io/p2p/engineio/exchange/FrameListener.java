package io.p2p.engineio.exchange;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Somebody who takes what comes by one WebSocket, on its session's executor.
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
	 * Count what is no whole message: a part of one, a ping or a pong.
	 * @return {@code false} if it is to be dropped, as there are too many
	 */
	boolean charge();

	/**
	 * A text message has come.
	 * @param text the message
	 * @throws InvalidPacketException if it is none
	 */
	void text(byte[] text);

	/**
	 * A binary message has come.
	 * @param message the message
	 * @throws InvalidPacketException if none was expected
	 */
	void binary(byte[] message);

	/**
	 * What has come is none that a client may send.
	 * @param reason what is wrong with it
	 */
	void invalid(InvalidPacketException reason);

	/**
	 * The connection cannot be gone on with.
	 * @param failure what was not the client's fault, {@code null} if it has just gone
	 */
	void failed(@Nullable Throwable failure);

	/**
	 * The connection has ended.
	 */
	void closed();

}
