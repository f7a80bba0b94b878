package io.p2p.client.stream;

import java.nio.ByteBuffer;

import io.p2p.client.wire.EncodedEvent;

/**
 * The messages on the data channel of a link, as a stream uses it.
 *
 * @since 0.1.0
 */
public interface Channel {

	/**
	 * Whether it can be sent on.
	 * @return {@code false} once it has closed
	 */
	boolean isOpen();

	/**
	 * Whether more would only wait.
	 * @param part whether it is what may wait, as it would have events wait behind it
	 * @return whether it is full
	 */
	boolean isFull(boolean part);

	/**
	 * Send a message; a channel that has closed takes none.
	 * @param type its type
	 * @param numbers its numbers
	 * @param bytes what follows
	 */
	void send(int type, long[] numbers, ByteBuffer... bytes);

	/**
	 * Send an event, in one message with others of this turn.
	 * @param event the event
	 */
	void sendEvent(EncodedEvent event);

}
