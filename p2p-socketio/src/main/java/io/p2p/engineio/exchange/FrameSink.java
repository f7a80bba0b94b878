package io.p2p.engineio.exchange;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;

/**
 * The way out of one WebSocket. Used on its session's executor, but for
 * {@link #isWritable()} and {@link #pendingBytes()}.
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
	 * Let what has been written leave.
	 */
	void flush();

	/**
	 * Write a text message, and let it leave at once.
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
	 * Read on, or not: whoever sends is held up then.
	 * @param on whether to read
	 */
	void read(boolean on);

	/**
	 * End the connection now.
	 */
	void close();

	/**
	 * End the connection when what has been written has left, or a client that does not
	 * read has had time for it.
	 */
	void closeAfterwards();

	/**
	 * End the WebSocket with a close frame that says why. What still comes is thrown away
	 * for a while: a connection that is closed with bytes unread is reset, and a client
	 * may lose the close frame with it.
	 * @param status why
	 * @param silent whether the client tells nobody of a close frame, as OkHttp does,
	 * which the Java client is built on
	 * @param flood whether the client sends so much that not all of it is to be read
	 */
	void farewell(WebSocketCloseStatus status, boolean silent, boolean flood);

}
