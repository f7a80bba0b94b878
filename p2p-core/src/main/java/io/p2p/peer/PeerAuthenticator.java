package io.p2p.peer;

/**
 * Finds out who a client is. A bean of this type is asked once for each connection to the
 * namespace on which peers meet, before anything is known of the peer; without one,
 * everybody may connect and is nobody in particular. It may block: it is called on a
 * thread of its own kind, never on an event loop, and has {@code
 * p2p.server.connect-timeout} to answer. After that its thread is interrupted and the
 * client refused.
 * <p>
 * A peer that comes back after its connection was lost is authenticated anew, and goes on
 * only if it still is the same user.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PeerAuthenticator {

	/**
	 * Find out who a client is.
	 * @param handshake what the client said when it connected
	 * @return who it is, {@link PeerIdentity#anonymous()} if it may connect as nobody in
	 * particular
	 * @throws RefusedException if the client may not connect; its code and message go to
	 * the client, as {@code data} of the error that it gets in place of the connection.
	 * Any other exception refuses the client too, without telling it why
	 */
	PeerIdentity authenticate(PeerHandshake handshake);

}
