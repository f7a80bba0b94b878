package io.p2p.engineio;

import java.util.Locale;

/**
 * What became of a client's request for a session.
 *
 * @since 0.1.0
 */
public enum HandshakeOutcome {

	/** The session has begun. */
	ACCEPTED,

	/** The page is of an origin that is not allowed. */
	FORBIDDEN_ORIGIN,

	/** There are as many connections as {@code p2p.limits} allows. */
	TOO_MANY_CONNECTIONS,

	/** There were more handshakes from one address than {@code p2p.limits} allows. */
	TOO_MANY_HANDSHAKES,

	/** The server is going down. */
	SHUTTING_DOWN;

	/**
	 * The value's name in metrics: in lower case, with hyphens.
	 * @return the name
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
