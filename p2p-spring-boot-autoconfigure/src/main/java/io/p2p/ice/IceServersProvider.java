package io.p2p.ice;

import java.util.List;

/**
 * Source of the ICE servers that a joining peer is told to use. A bean of this type
 * replaces {@code p2p.ice.servers}, for example to ask a vendor for credentials. Called
 * at each join and whenever a peer asks for fresh ones, from an event loop: it must not
 * block.
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

	/**
	 * The ICE servers for one peer, and how long their credentials are good. Override
	 * this where they expire: peers ask again in time.
	 * @return what {@link #iceServers()} has, which does not expire
	 */
	default IceSettings iceSettings() {
		return new IceSettings(iceServers(), null);
	}

}
