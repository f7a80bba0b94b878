package io.p2p.client.encryption;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Json;

/**
 * The key of one member, which counts what it seals: the number makes the nonce. What is
 * sealed is a line of JSON about it, and then bytes; before the cipher stands the nonce.
 */
final class SenderKey {

	private static final int NONCE_BYTES = 12;

	private static final int TAG_BITS = 128;

	private static final byte END_OF_LINE = '\n';

	private final SecretKeySpec key;

	SenderKey(byte[] key) {
		this.key = new SecretKeySpec(key, "AES");
	}

	/**
	 * Seal something.
	 * @param number its number, which is never used twice with one key
	 * @param from who seals it
	 * @param said what is said of it
	 * @param payload the bytes
	 */
	byte[] seal(long number, String from, ObjectNode said, ByteBuffer payload) {
		byte[] line = Json.write(said.put("n", number));
		ByteBuffer plain = ByteBuffer.allocate(line.length + 1 + payload.remaining());
		plain.put(line).put(END_OF_LINE).put(payload.duplicate());
		// as a page's Float64Array has it
		byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putDouble((double) number)
			.array();
		try {
			Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, from);
			byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.capacity()));
			cipher.doFinal(plain.array(), 0, plain.capacity(), sealed, NONCE_BYTES);
			return sealed;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM cannot encrypt", ex);
		}
	}

	/**
	 * Open what somebody has sealed.
	 * @return {@code null} if it is nothing of that peer's under this key
	 */
	@Nullable Opened open(String from, byte[] sealed) {
		// of less than a tag the JDK throws an exception that is no security exception
		if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
			return null;
		}
		try {
			byte[] plain = cipher(Cipher.DECRYPT_MODE, sealed, 0, from).doFinal(sealed, NONCE_BYTES,
					sealed.length - NONCE_BYTES);
			int end = 0;
			while (end < plain.length && plain[end] != END_OF_LINE) {
				end++;
			}
			return Opened.read(Json.read(Arrays.copyOf(plain, end)),
					Arrays.copyOfRange(plain, Math.min(end + 1, plain.length), plain.length));
		}
		catch (GeneralSecurityException | JacksonException ex) {
			return null;
		}
	}

	private Cipher cipher(int mode, byte[] nonce, int offset, String from) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, this.key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
		cipher.updateAAD(from.getBytes(StandardCharsets.UTF_8));
		return cipher;
	}

}
