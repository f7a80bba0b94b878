package io.p2p.peer;

/**
 * Authenticates clients. A bean of this type is called once for each connection to the
 * peers' namespace, before the peer exists; without one, everybody may connect and is
 * anonymous. It may block, as it is called on an executor of its own, never on an event
 * loop. After {@code p2p.server.connect-timeout} its thread is interrupted and the client
 * refused.
 * <p>
 * A peer that comes back after its connection was lost is authenticated anew, and goes on
 * only if it still is the same user.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PeerAuthenticator {

	/**
	 * Authenticate a client.
	 * @param handshake the HTTP request and the auth object of the client
	 * @return the identity, {@link PeerIdentity#anonymous()} if it may connect without
	 * one
	 * @throws RefusedException if the client may not connect; its code and message go to
	 * the client, as {@code data} of its {@code connect_error}. Any other exception
	 * refuses the client too, without telling it why
	 */
	PeerIdentity authenticate(PeerHandshake handshake);

}
