package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;

/**
 * Carries a session's packets: long polling or a WebSocket. Used on the session's event
 * loop only, except {@link #isWritable()}.
 */
interface Transport {

	/** Several small events may come in one turn of the event loop. */
	long ONE_TURN_BYTES = 16 * 1024;

	/**
	 * Send packets, at once or as soon as the client lets it.
	 * @param batch the packets
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 */
	void send(EncodedBatch batch, @Nullable Runnable done);

	/**
	 * The bytes that have not left yet.
	 */
	long pendingBytes();

	/**
	 * Whether what is sent now leaves at once. May be asked on any thread.
	 */
	boolean isWritable();

	/**
	 * Whether packets would leave with this turn of the event loop.
	 * @param size their bytes
	 * @return {@code false} if they would wait, as the client does not read
	 */
	boolean takesAtOnce(long size);

	/**
	 * Read no more packets; those that have been read already still come.
	 */
	void pause();

	/**
	 * Read packets again.
	 */
	void resume();

	/**
	 * End the session when what the client has sent has come: the client has gone.
	 */
	default void abandon() {
	}

	/**
	 * Close the connection.
	 * @param reason why, which decides whether packets that have not left are still sent
	 */
	void close(CloseReason reason);

}
