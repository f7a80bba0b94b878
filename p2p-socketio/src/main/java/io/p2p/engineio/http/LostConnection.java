package io.p2p.engineio.http;

import java.io.IOException;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.PrematureChannelClosureException;

/**
 * Tells failures that are the end of a connection from those of the server.
 */
final class LostConnection {

	private LostConnection() {
	}

	/**
	 * Whether a failure says no more than that the client has gone, perhaps in the midst
	 * of a message.
	 */
	static boolean isToldBy(Throwable failure) {
		return failure instanceof IOException || failure instanceof ChannelException
				|| failure instanceof PrematureChannelClosureException;
	}

}
