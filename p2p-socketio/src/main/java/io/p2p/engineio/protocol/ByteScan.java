package io.p2p.engineio.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.p2p.engineio.protocol.InvalidPacketException.Fault;

/**
 * Scans bytes eight at a time: nearly all that clients send is plain ASCII.
 *
 * @since 0.1.0
 */
public final class ByteScan {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private static final long QUOTES = '"' * ONES;

	private static final long BACKSLASHES = '\\' * ONES;

	private static final long SPACES = ' ' * ONES;

	private ByteScan() {
	}

	/**
	 * Check that bytes are UTF-8.
	 * @param bytes the bytes
	 * @throws InvalidPacketException if they are not
	 */
	public static void checkUtf8(byte[] bytes) {
		int at = 0;
		while (at + Long.BYTES <= bytes.length && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
			at += Long.BYTES;
		}
		while (at < bytes.length && bytes[at] >= 0) {
			at++;
		}
		if (at == bytes.length) {
			return;
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, bytes.length - at));
		}
		catch (CharacterCodingException ex) {
			throw new InvalidPacketException(Fault.NO_TEXT, "Invalid UTF-8");
		}
	}

	/**
	 * Skip the plain characters of a JSON string.
	 * @param json the bytes
	 * @param from where to begin
	 * @param end where to end
	 * @return the first quote, backslash or control character at or after {@code from},
	 * or {@code end}
	 */
	public static int skipPlain(byte[] json, int from, int end) {
		int at = from;
		while (at + Long.BYTES <= end) {
			long word = (long) LONGS.get(json, at);
			// A match sets its byte's high bit, and may by a borrow set others above it:
			// only the lowest is exact.
			long found = (zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - SPACES) & ~word)) & HIGH_BITS;
			if (found != 0) {
				return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
			}
			at += Long.BYTES;
		}
		while (at < end && json[at] != '"' && json[at] != '\\' && (json[at] < 0 || json[at] >= ' ')) {
			at++;
		}
		return at;
	}

	private static long zeros(long word) {
		return (word - ONES) & ~word;
	}

}
