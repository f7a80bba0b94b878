package io.p2p.client.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the members of one room derive their own keys from. Another one for each room.
 *
 * @since 0.1.0
 */
public final class RoomKey {

	// what OWASP asks of PBKDF2 with SHA-256
	private static final int ITERATIONS = 600_000;

	private static final int KEY_BITS = 256;

	private static final String HMAC = "HmacSHA256";

	private final byte[] secret;

	private final byte[] purpose;

	private RoomKey(byte[] secret, byte[] purpose) {
		this.secret = secret;
		this.purpose = purpose;
	}

	/**
	 * Derive the key of a room from bytes that nobody can guess.
	 * @param secret the bytes, at least 16
	 * @param room the name of the room
	 * @return the key
	 */
	public static RoomKey of(byte[] secret, String room) {
		return new RoomKey(secret, purposeOf(room));
	}

	/**
	 * Derive the key of a room from a passphrase, which takes a while on purpose.
	 * @param passphrase the passphrase, however its letters were typed
	 * @param room the name of the room
	 * @return the key
	 * @throws IllegalStateException where this JVM cannot do it
	 */
	public static RoomKey of(String passphrase, String room) {
		byte[] purpose = purposeOf(room);
		char[] characters = Normalizer.normalize(passphrase, Normalizer.Form.NFKC).toCharArray();
		try {
			PBEKeySpec slow = new PBEKeySpec(characters, purpose, ITERATIONS, KEY_BITS);
			byte[] bytes = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(slow).getEncoded();
			return new RoomKey(bytes, purpose);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM cannot derive a key from a passphrase", ex);
		}
	}

	/**
	 * The key of one member, for as long as it stays in the room: HKDF (RFC 5869) with
	 * SHA-256.
	 * @param salt is the member's own, and no other's
	 */
	SenderKey of(String salt) {
		byte[] extracted = hmac(salt.getBytes(StandardCharsets.UTF_8), this.secret);
		return new SenderKey(hmac(extracted, this.purpose, new byte[] { 1 }));
	}

	private static byte[] hmac(byte[] key, byte[]... parts) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			// a key of zeros is the same as none, which JCE does not take
			mac.init(new SecretKeySpec((key.length > 0) ? key : new byte[mac.getMacLength()], HMAC));
			for (byte[] part : parts) {
				mac.update(part);
			}
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM cannot derive a key", ex);
		}
	}

	private static byte[] purposeOf(String room) {
		return ("socket.io-p2p " + room).getBytes(StandardCharsets.UTF_8);
	}

}
