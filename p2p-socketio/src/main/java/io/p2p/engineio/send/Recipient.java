package io.p2p.engineio.send;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who gets packets, on an executor of its own.
 *
 * @since 0.1.0
 */
public interface Recipient {

	/**
	 * Where packets are delivered.
	 * @return the executor, the same for ever
	 */
	SerialExecutor executor();

	/**
	 * Take packets. Called on the executor.
	 * @param batch the packets
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 */
	void deliver(EncodedBatch batch, @Nullable Runnable done);

	/**
	 * Where what is no hurry may wait, to leave together with more of it or with whatever
	 * is sent next. Called on the executor.
	 * @return a place on the same executor, {@code null} if nothing may wait now
	 */
	@Nullable Announcements gathersAt();

	/**
	 * End, because there is a hole in what was delivered. May be called on any thread.
	 */
	void fail();

}
