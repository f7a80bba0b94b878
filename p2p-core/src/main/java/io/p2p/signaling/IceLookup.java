package io.p2p.signaling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.p2p.ice.ConfiguredIceServers;
import io.p2p.ice.IceSettings;
import io.p2p.peer.Peer;

/**
 * Looks up the ICE settings of peers without blocking.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IceLookup {

	/**
	 * Look up the settings of a peer.
	 * @param peer the peer that is to use them
	 * @return the settings; always completes, and never exceptionally
	 */
	CompletionStage<IceSettings> find(Peer peer);

	/**
	 * Create a look-up of the configured servers, which answers at once.
	 * @param servers the configured servers
	 * @return the look-up
	 */
	static IceLookup of(ConfiguredIceServers servers) {
		return (peer) -> CompletableFuture.completedFuture(servers.iceServers(peer));
	}

}
