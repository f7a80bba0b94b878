package io.p2p.security;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RefusedException;

/**
 * Authenticates peers by Spring Security. A client with a bearer token is the owner of
 * the token, or refused; one without is the user who has logged in on the application's
 * web server, or whom its filters have authenticated otherwise. The principal is the
 * {@code Authentication}.
 *
 * @since 0.1.0
 */
public final class SpringSecurityPeerAuthenticator implements PeerAuthenticator {

	private static final Logger logger = LoggerFactory.getLogger(SpringSecurityPeerAuthenticator.class);

	private final @Nullable BearerTokens tokens;

	private final @Nullable WebSessions sessions;

	private final boolean trusted;

	private final boolean required;

	private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

	/**
	 * Create an authenticator.
	 * @param tokens authenticates by tokens, {@code null} to refuse all tokens
	 * @param sessions authenticates by sessions of the web server, {@code null} to ignore
	 * these
	 * @param trusted whether the user whom the web server has authenticated for the
	 * handshake is believed: not if any page may connect, whose requests browsers send
	 * cookies with, nor if the server has a port of its own, where there is none
	 * @param required whether a client with none of these is refused
	 */
	public SpringSecurityPeerAuthenticator(@Nullable BearerTokens tokens, @Nullable WebSessions sessions,
			boolean trusted, boolean required) {
		this.tokens = tokens;
		this.sessions = sessions;
		this.trusted = trusted;
		this.required = required;
		if (required && tokens == null && sessions == null && !trusted) {
			logger.warn("No peer can connect: there is neither a JwtDecoder nor a web server to know it by. "
					+ "Define a JwtDecoder or PeerAuthenticator bean, or set p2p.security.required to false");
		}
	}

	@Override
	public PeerIdentity authenticate(PeerHandshake handshake) {
		String token = handshake.token();
		if (token != null) {
			return identify(token);
		}
		PeerIdentity identity = (this.sessions != null) ? this.sessions.identify(handshake) : null;
		if (identity != null) {
			return identity;
		}
		if (this.trusted && handshake.principal() instanceof Authentication user && this.trust.isAuthenticated(user)) {
			return PeerIdentity.of(user);
		}
		if (this.required) {
			throw new RefusedException(ErrorCode.UNAUTHORIZED, "Log in, or connect with a token");
		}
		return PeerIdentity.anonymous();
	}

	private PeerIdentity identify(String token) {
		if (this.tokens == null || token.isEmpty()) {
			throw badToken();
		}
		try {
			return this.tokens.identify(token);
		}
		catch (AuthenticationException ex) {
			throw badToken();
		}
	}

	private static RefusedException badToken() {
		return new RefusedException(ErrorCode.UNAUTHORIZED, "The token is not valid");
	}

}
