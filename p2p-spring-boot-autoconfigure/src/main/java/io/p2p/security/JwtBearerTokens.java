package io.p2p.security;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;

import com.nimbusds.jwt.JWTParser;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RefusedException;

/**
 * Authenticates clients by JSON Web Tokens, with the application's decoder. A peer's
 * identity ends at the time of the claim {@code exp}.
 *
 * @since 0.1.0
 */
public final class JwtBearerTokens implements BearerTokens {

	private final JwtDecoder decoder;

	private final Converter<Jwt, ? extends AbstractAuthenticationToken> converter;

	/**
	 * Create an instance.
	 * @param decoder checks a token
	 * @param converter converts it to an authentication
	 */
	public JwtBearerTokens(JwtDecoder decoder, Converter<Jwt, ? extends AbstractAuthenticationToken> converter) {
		this.decoder = decoder;
		this.converter = converter;
	}

	@Override
	public PeerIdentity identify(String token) {
		Jwt jwt = decode(token);
		AbstractAuthenticationToken authentication = this.converter.convert(jwt);
		if (authentication == null || !authentication.isAuthenticated()) {
			throw badToken();
		}
		return PeerIdentity.of(authentication).until(jwt.getExpiresAt());
	}

	// other exceptions are not the client's fault: keys could not be fetched
	private Jwt decode(String token) {
		try {
			return this.decoder.decode(token);
		}
		catch (JwtValidationException ex) {
			// the signature is valid: Spring Security checks it before the claims
			if (hasExpired(token)) {
				throw new RefusedException(ErrorCode.TOKEN_EXPIRED, "The token has expired: connect with a new one");
			}
			throw badToken();
		}
		catch (BadJwtException ex) {
			throw badToken();
		}
	}

	private static boolean hasExpired(String token) {
		try {
			Date end = JWTParser.parse(token).getJWTClaimsSet().getExpirationTime();
			return end != null && end.toInstant().isBefore(Instant.now());
		}
		catch (ParseException ex) {
			return false;
		}
	}

	private static AuthenticationException badToken() {
		return new BadCredentialsException("The token is not valid");
	}

}
