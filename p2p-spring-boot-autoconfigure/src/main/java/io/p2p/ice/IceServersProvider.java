package io.p2p.ice;

import java.util.List;

/**
 * Source of the ICE servers that a joining peer is told to use. A bean of this type
 * replaces {@code p2p.ice.servers}, for example to ask a vendor for credentials. Called
 * at each join, from an event loop: it must not block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IceServersProvider {

	/**
	 * The ICE servers for one peer.
	 * @return the servers, possibly none
	 */
	List<IceServer> iceServers();

}
