package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;

/**
 * What carries a session's packets at the moment. Used on the session's event loop only,
 * but for {@link #isWritable()}.
 */
interface Transport {

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
	 * Take no more packets from the client, as far as they have not been read yet.
	 */
	void pause();

	/**
	 * Take packets again.
	 */
	void resume();

	/**
	 * Learn that the client has gone, and sends nothing more than what is on its way.
	 */
	default void abandon() {
	}

	/**
	 * Close the connection.
	 * @param reason why, which decides on what is done with the packets that have not
	 * left
	 */
	void close(CloseReason reason);

}
