package io.p2p.client.mesh;

import tools.jackson.databind.node.ObjectNode;

/**
 * What it takes to open links, through the server.
 *
 * @since 0.1.0
 */
public interface Signals {

	/**
	 * Send a signal.
	 * @param peer whom it is for
	 * @param offerId the name of the connection
	 * @param signal the signal
	 * @return whether the server takes so much
	 */
	boolean signal(String peer, String offerId, ObjectNode signal);

	/**
	 * Tell the server what became of an attempt to open a link.
	 * @param peer the other end
	 * @param open whether it has opened
	 * @param ms the time that it took, in milliseconds
	 */
	void report(String peer, boolean open, double ms);

}
