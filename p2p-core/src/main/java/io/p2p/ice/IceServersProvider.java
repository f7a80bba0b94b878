package io.p2p.ice;

import io.p2p.peer.Peer;

/**
 * Source of the ICE servers that peers are told to use. A bean of this type replaces what
 * {@code p2p.ice} says, for example to ask a vendor for credentials. It is called
 * whenever a peer joins a room or asks for fresh credentials, on a thread of its own, and
 * may block: while it takes longer than three seconds or fails, peers are told what
 * {@code p2p.ice} says, and ask again within a minute.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IceServersProvider {

	/**
	 * The ICE servers for one peer.
	 * @param peer who is to use them; the others do not get to know them
	 * @return the servers, and for how long their credentials are good
	 * @throws Exception if there are none to be had at the moment
	 */
	IceSettings iceServers(Peer peer) throws Exception;

}
