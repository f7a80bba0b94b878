package io.p2p.engineio.send;

import org.jspecify.annotations.Nullable;

/**
 * A client that is sent packets, on its executor.
 *
 * @since 0.1.0
 */
public interface Recipient {

	/**
	 * The executor on which packets are delivered.
	 * @return the executor, always the same
	 */
	SerialExecutor executor();

	/**
	 * Send packets to the client. Called on the executor.
	 * @param batch the packets
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 */
	void deliver(EncodedBatch batch, @Nullable Runnable done);

	/**
	 * Where announcements wait, to leave together or before whatever is sent next. Called
	 * on the executor.
	 * @return a place on the same executor, {@code null} if they may not wait now
	 */
	@Nullable Announcements gathersAt();

	/**
	 * End the session, as packets for it were lost. May be called on any thread.
	 */
	void fail();

}
