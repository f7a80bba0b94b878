package io.p2p.security;

import java.time.Instant;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2TokenIntrospectionClaimNames;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

import io.p2p.peer.PeerIdentity;

/**
 * Authenticates clients by opaque tokens, with the application's introspector. A peer's
 * identity ends at the time of the attribute {@code exp}.
 *
 * @since 0.1.0
 */
public final class OpaqueBearerTokens implements BearerTokens {

	private final OpaqueTokenIntrospector introspector;

	private final OpaqueTokenAuthenticationConverter converter;

	/**
	 * Create an instance.
	 * @param introspector checks a token
	 * @param converter converts it to an authentication
	 */
	public OpaqueBearerTokens(OpaqueTokenIntrospector introspector, OpaqueTokenAuthenticationConverter converter) {
		this.introspector = introspector;
		this.converter = converter;
	}

	@Override
	public PeerIdentity identify(String token) {
		OAuth2AuthenticatedPrincipal principal = introspect(token);
		Authentication authentication = this.converter.convert(token, principal);
		if (authentication == null || !authentication.isAuthenticated()) {
			throw new InvalidBearerTokenException("The token is not valid");
		}
		Object end = principal.getAttribute(OAuth2TokenIntrospectionClaimNames.EXP);
		return PeerIdentity.of(authentication).until((end instanceof Instant time) ? time : null);
	}

	/**
	 * Convert a token to an authentication as Spring Security does by default.
	 * @param token the token
	 * @param principal the result of the introspection
	 * @return an authentication with the principal's authorities
	 */
	public static Authentication authentication(String token, OAuth2AuthenticatedPrincipal principal) {
		Instant from = principal.getAttribute(OAuth2TokenIntrospectionClaimNames.IAT);
		Instant end = principal.getAttribute(OAuth2TokenIntrospectionClaimNames.EXP);
		OAuth2AccessToken access = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, token, from, end);
		return new BearerTokenAuthentication(principal, access, principal.getAuthorities());
	}

	// other exceptions are not the client's fault: the issuer is not reachable
	private OAuth2AuthenticatedPrincipal introspect(String token) {
		try {
			return this.introspector.introspect(token);
		}
		catch (BadOpaqueTokenException ex) {
			throw new InvalidBearerTokenException("The token is not valid");
		}
	}

}
