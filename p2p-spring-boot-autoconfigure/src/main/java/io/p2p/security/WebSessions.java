package io.p2p.security;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;

/**
 * Authenticates clients by sessions of the application's web server. May block. A bean of
 * this type replaces {@link ServletSessions}, if sessions are kept elsewhere.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WebSessions {

	/**
	 * Find the user who is logged in.
	 * @param handshake the client's handshake, with its cookies
	 * @return the identity, until the session ends; {@code null} if nobody is logged in
	 */
	@Nullable PeerIdentity identify(PeerHandshake handshake);

}
