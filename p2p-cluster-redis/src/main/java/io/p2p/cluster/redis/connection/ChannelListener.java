package io.p2p.cluster.redis.connection;

/**
 * Hears what is published on a channel. Called on Lettuce's threads.
 *
 * @since 0.1.0
 */
public interface ChannelListener {

	/**
	 * From now on messages come; what was published before may have been missed. Happens
	 * again after each loss of the connection.
	 */
	void subscribed();

	/**
	 * Something has been published.
	 * @param message the message
	 */
	void message(byte[] message);

}
