package io.p2p.signaling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.p2p.ice.ConfiguredIceServers;
import io.p2p.ice.IceSettings;
import io.p2p.peer.Peer;

/**
 * The ICE settings of a peer, without waiting for them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IceLookup {

	/**
	 * Look the settings of a peer up.
	 * @param peer who is to use them
	 * @return the settings; always there in the end, and never a failure
	 */
	CompletionStage<IceSettings> find(Peer peer);

	/**
	 * Make a look-up in what is configured, which answers at once.
	 * @param servers what is configured
	 * @return the look-up
	 */
	static IceLookup of(ConfiguredIceServers servers) {
		return (peer) -> CompletableFuture.completedFuture(servers.iceServers(peer));
	}

}
