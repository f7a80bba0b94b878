package io.p2p.client;

/**
 * Listens to events of other peers.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventListener {

	/**
	 * An event has come.
	 * @param event the event
	 * @throws Exception if it cannot be taken: that is logged
	 */
	void received(PeerEvent event) throws Exception;

}
