package io.p2p.cluster.redis;

/**
 * Hears what is published on a channel. Called on Lettuce's threads.
 */
interface ChannelListener {

	/**
	 * From now on messages come; what was published before may have been missed. Happens
	 * again after each loss of the connection.
	 */
	void subscribed();

	void message(byte[] message);

}
