package io.p2p.peer;

import java.net.InetSocketAddress;

/**
 * A client that is connected to the namespace on which peers meet.
 *
 * @since 0.1.0
 */
public interface Peer {

	/**
	 * The public id, unique among all peers.
	 * @return the id
	 */
	PeerId id();

	/**
	 * The address that the connection came from, a proxy's where there is one.
	 * @return the remote address
	 */
	InetSocketAddress remoteAddress();

}
