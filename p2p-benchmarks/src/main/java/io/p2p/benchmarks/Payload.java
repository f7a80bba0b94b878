package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a measured event carries.
 *
 * @param title its name in tables
 * @param bytes its size
 * @param binary whether it is a binary attachment, else a JSON object
 */
record Payload(String title, int bytes, boolean binary) {

	static final Payload SMALL = new Payload("200 B", 200, false);

	static final Payload MEDIUM = new Payload("4 KB", 4096, false);

	static final Payload LARGE = new Payload("64 KB binary", 65536, true);

	private static final int HEX = 16;

	// where the stamp is in an event of a plain peer: 42["peer-msg",{"t":"
	private static final int STAMP_OFFSET = 20;

	/**
	 * A JSON object of that size.
	 * @param stamp goes into it
	 */
	String json(long stamp) {
		String head = "{\"t\":\"" + hex(stamp) + "\",\"v\":\"";
		return head + "x".repeat(this.bytes - head.length() - 2) + "\"}";
	}

	byte[] binaryBytes() {
		byte[] bytes = new byte[this.bytes];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) (i * 31 + (i >> 8));
		}
		return bytes;
	}

	/**
	 * Whether a frame, as it was received, carries this payload.
	 */
	boolean isIn(byte[] frame) {
		if (this.binary) {
			return Arrays.equals(frame, binaryBytes());
		}
		return new String(frame, StandardCharsets.UTF_8).endsWith(',' + json(0) + ']');
	}

	private static String hex(long value) {
		String digits = Long.toHexString(value);
		return "0".repeat(HEX - digits.length()) + digits;
	}

	/**
	 * Read the stamp of a text event that begins at the position of a buffer.
	 */
	static long stamp(ByteBuffer in) {
		long value = 0;
		int start = in.position() + STAMP_OFFSET;
		for (int i = start; i < start + HEX; i++) {
			value = (value << 4) | Character.digit(in.get(i), HEX);
		}
		return value;
	}

}
