package io.p2p.security;

import org.springframework.security.core.AuthenticationException;

import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RefusedException;

/**
 * Authenticates clients by bearer tokens. May block. A bean of this type replaces those
 * that use the application's {@code JwtDecoder} or {@code OpaqueTokenIntrospector}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BearerTokens {

	/**
	 * Find the owner of a token.
	 * @param token the token, never empty
	 * @return the identity of the client, until the token expires
	 * @throws AuthenticationException if the token is invalid
	 * @throws RefusedException if the client is to get a code and message
	 */
	PeerIdentity identify(String token);

}
