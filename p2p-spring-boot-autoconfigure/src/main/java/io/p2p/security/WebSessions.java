package io.p2p.security;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;

/**
 * Finds out who has logged in on the web server beside. May block. A bean of this type
 * replaces {@link ServletSessions}, for an application that keeps its sessions elsewhere.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WebSessions {

	/**
	 * Find out who has logged in.
	 * @param handshake what the client said when it connected, with its cookies
	 * @return who it is, until the session ends; {@code null} for nobody
	 */
	@Nullable PeerIdentity identify(PeerHandshake handshake);

}
