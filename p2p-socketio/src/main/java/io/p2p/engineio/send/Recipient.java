package io.p2p.engineio.send;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who gets packets, on an event loop of its own.
 *
 * @since 0.1.0
 */
public interface Recipient {

	/**
	 * The event loop that packets are delivered on.
	 * @return the loop, the same for ever
	 */
	EventLoop loop();

	/**
	 * Take packets. Called on the loop.
	 * @param batch the packets
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 */
	void deliver(EncodedBatch batch, @Nullable Runnable done);

	/**
	 * Where what is no hurry may wait, to leave together with more of it or with whatever
	 * is sent next. Called on the loop.
	 * @return a place on the same loop, {@code null} if nothing may wait now
	 */
	@Nullable Announcements gathersAt();

	/**
	 * End, because there is a hole in what was delivered. May be called on any thread.
	 */
	void fail();

}
