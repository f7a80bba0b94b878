package io.p2p.engineio;

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
	 * The session that what is no hurry may wait at, to leave together with more of it or
	 * with whatever is sent next. Called on the loop.
	 * @return a session on the same loop, {@code null} if nothing may wait now
	 */
	@Nullable EngineSession gathersAt();

	/**
	 * End, because a batch has failed. May be called on any thread.
	 * @param reason why
	 */
	void close(CloseReason reason);

}
