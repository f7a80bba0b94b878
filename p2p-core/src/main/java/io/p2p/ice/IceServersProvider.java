package io.p2p.ice;

import io.p2p.peer.Peer;

/**
 * Provides the ICE servers that peers are told to use. A bean of this type replaces the
 * servers of {@code p2p.ice}, for example to ask a vendor for credentials. It is called
 * whenever a peer joins a room or asks for fresh credentials, on a thread of its own, and
 * may block: if it takes longer than three seconds or fails, the peer gets those of
 * {@code p2p.ice}, and asks again within a minute.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IceServersProvider {

	/**
	 * The ICE servers for one peer.
	 * @param peer the peer that is to use them; other peers are not told
	 * @return the servers, and how long their credentials are valid
	 * @throws Exception if the servers cannot be found at the moment
	 */
	IceSettings iceServers(Peer peer) throws Exception;

}
