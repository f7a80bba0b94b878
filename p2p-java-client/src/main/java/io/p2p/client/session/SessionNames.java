package io.p2p.client.session;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Names of sessions, which are secrets.
 */
final class SessionNames {

	private static final int BYTES = 32;

	private static final SecureRandom RANDOM = new SecureRandom();

	private SessionNames() {
	}

	static String random() {
		byte[] bytes = new byte[BYTES];
		RANDOM.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
