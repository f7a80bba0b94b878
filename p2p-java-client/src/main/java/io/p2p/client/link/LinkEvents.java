package io.p2p.client.link;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.stream.Frame;
import io.p2p.client.wire.Failure;

/**
 * What a link tells its room.
 *
 * @since 0.1.0
 */
public interface LinkEvents {

	/**
	 * Send a signal to the other end.
	 * @param offerId the name of the connection
	 * @param signal the signal
	 * @return whether the server takes so much
	 */
	boolean signal(String offerId, ObjectNode signal);

	/**
	 * The state has changed.
	 * @param link the link
	 */
	void changed(Link link);

	/**
	 * A message has come that is no ping or pong.
	 * @param link the link
	 * @param frame the message
	 */
	void received(Link link, Frame frame);

	/**
	 * A volatile event has come.
	 * @param number its number
	 * @param event the event
	 */
	void receivedVolatile(long number, byte[] event);

	/**
	 * There is room for more.
	 */
	void drained();

	/**
	 * The time to the other end and back has been measured anew.
	 */
	void measured();

	/**
	 * The link could not be opened, or was lost.
	 * @param cause why, if that is known
	 */
	void failed(@Nullable Throwable cause);

	/**
	 * Something of the other end cannot be used, and the link goes on.
	 * @param failure what
	 */
	void report(Failure failure);

}
