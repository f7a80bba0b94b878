package io.p2p.engineio.exchange;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;

/**
 * Writes to one WebSocket. Used on its session's executor, except {@link #isWritable()}
 * and {@link #pendingBytes()}.
 *
 * @since 0.1.0
 */
public interface FrameSink {

	/**
	 * Write packets. They leave with the next {@link #flush()}.
	 * @param batch the packets
	 * @param done run when they have left or never will, on any thread; {@code null} if
	 * nobody waits
	 */
	void write(EncodedBatch batch, @Nullable Runnable done);

	/**
	 * Flush what has been written.
	 */
	void flush();

	/**
	 * Write a text message and flush it.
	 * @param text the message
	 */
	void text(String text);

	/**
	 * How much has been written and has not left.
	 * @return the size in bytes
	 */
	long pendingBytes();

	/**
	 * Whether what is written now leaves at once.
	 * @return {@code false} while the client is slow
	 */
	boolean isWritable();

	/**
	 * Read from the client, or stop: TCP then holds the client up.
	 * @param on whether to read
	 */
	void read(boolean on);

	/**
	 * End the connection now.
	 */
	void close();

	/**
	 * End the connection when what has been written has left, or after some seconds if
	 * the client does not read.
	 */
	void closeAfterwards();

	/**
	 * End the WebSocket with a close frame. What the client still sends is read and
	 * dropped for some seconds: closing a socket with bytes unread resets it, and the
	 * client may lose the close frame with that.
	 * @param status the status of the close frame
	 * @param silent whether the client's library does not report a close frame to its
	 * caller, as OkHttp of the Java client
	 * @param flood whether the client sends so much that only a part of it is to be read
	 */
	void farewell(WebSocketCloseStatus status, boolean silent, boolean flood);

}
