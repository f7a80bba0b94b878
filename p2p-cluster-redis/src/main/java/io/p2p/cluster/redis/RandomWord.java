package io.p2p.cluster.redis;

import java.security.SecureRandom;

/**
 * Makes words that nobody guesses.
 */
final class RandomWord {

	private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

	private static final SecureRandom random = new SecureRandom();

	private RandomWord() {
	}

	static String of(int length) {
		StringBuilder word = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
		}
		return word.toString();
	}

}
