package io.p2p.cluster;

/**
 * Hears of the other servers. Calls come one after the other, on a thread of the store,
 * and must not block.
 *
 * @since 0.1.0
 */
public interface ClusterListener {

	/**
	 * Another server has ended, or is cut off: its lease has run out. Every server hears
	 * it, once for each of them, and not in the time of a lease after it could not renew
	 * its own.
	 * @param node the server
	 */
	void nodeLost(String node);

	/**
	 * This server could not renew its lease in time: others take it for dead.
	 */
	void fenced();

	/**
	 * The store can be reached, or cannot be reached any more.
	 * @param available whether it can
	 */
	void available(boolean available);

	/**
	 * Another server has sent a message by {@link ClusterStore#tell}. It may have come
	 * late, and others may be lost.
	 * @param node the server that has sent it
	 * @param message the message
	 */
	void told(String node, byte[] message);

}
