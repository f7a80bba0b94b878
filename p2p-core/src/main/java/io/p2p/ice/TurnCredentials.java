package io.p2p.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues short-lived credentials for TURN servers that share a secret with this server,
 * as coturn's {@code use-auth-secret} checks them (draft-uberti-behave-turn-rest): the
 * user name is the Unix time in seconds at which they expire, a colon, and the user; the
 * password is the Base64 of the user name's HMAC-SHA1. No TURN server is asked for them.
 *
 * @since 0.1.0
 */
public final class TurnCredentials {

	private static final String HMAC = "HmacSHA1";

	private final SecretKeySpec key;

	private final Duration lifetime;

	private final Clock clock;

	/**
	 * Create a source of credentials.
	 * @param secret the secret of the TURN servers, coturn's {@code static-auth-secret}
	 * @param lifetime how long credentials are good
	 */
	public TurnCredentials(String secret, Duration lifetime) {
		this(secret, lifetime, Clock.systemUTC());
	}

	TurnCredentials(String secret, Duration lifetime, Clock clock) {
		this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
		this.lifetime = lifetime;
		this.clock = clock;
	}

	/**
	 * Whether a text is the URI of a TURN server, as of RFC 7065.
	 * @param uri the text
	 * @return whether a browser would take it
	 */
	public static boolean isTurnUri(String uri) {
		return IceServer.isTurn(uri) && IceServer.isUrl(uri);
	}

	/**
	 * How long credentials are good.
	 * @return the time from when they are made
	 */
	public Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Issue credentials that are valid from now on.
	 * @param urls {@code turn:} and {@code turns:} URLs of servers that know the secret
	 * @param user the user, which TURN servers show in their logs
	 * @return the servers with the credentials
	 */
	public IceServer issue(List<String> urls, String user) {
		String username = this.clock.instant().plus(this.lifetime).getEpochSecond() + ":" + user;
		return new IceServer(urls, username, credential(username));
	}

	private String credential(String username) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			mac.init(this.key);
			return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			// every JDK has HmacSHA1
			throw new IllegalStateException(ex);
		}
	}

}
