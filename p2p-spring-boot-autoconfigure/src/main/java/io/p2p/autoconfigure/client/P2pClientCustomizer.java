package io.p2p.autoconfigure.client;

import io.p2p.client.P2pConnection;

/**
 * Changes the connection of an application that is a peer of another server, beyond what
 * properties say: a token that expires, TLS, the executor of its handlers.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface P2pClientCustomizer {

	/**
	 * Change the connection.
	 * @param connection what the properties have made of it
	 */
	void customize(P2pConnection.Builder connection);

}
