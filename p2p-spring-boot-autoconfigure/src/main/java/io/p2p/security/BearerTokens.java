package io.p2p.security;

import org.springframework.security.core.AuthenticationException;

import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RefusedException;

/**
 * Finds out whose bearer token one is. May block. A bean of this type replaces those that
 * use the application's {@code JwtDecoder} or {@code OpaqueTokenIntrospector}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BearerTokens {

	/**
	 * Find out whose token it is.
	 * @param token the token, never empty
	 * @return who the client is, until the token ends
	 * @throws AuthenticationException if the token is not to be believed
	 * @throws RefusedException if the client is to be told more than that
	 */
	PeerIdentity identify(String token);

}
