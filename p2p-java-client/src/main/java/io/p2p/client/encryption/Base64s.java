package io.p2p.client.encryption;

import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Bytes as a text that JSON can have.
 */
final class Base64s {

	private Base64s() {
	}

	static String encode(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	/**
	 * Read a text of {@link #encode}.
	 * @return the bytes; {@code null} if it is none
	 */
	static byte @Nullable [] decode(String text) {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
