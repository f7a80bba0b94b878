package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RefusedException;

/**
 * A JSON array of which only the first elements are parsed.
 *
 * @since 0.1.0
 */
public final class JsonArray {

	private final byte[] json;

	private final int[] bounds;

	private JsonArray(byte[] json, int[] bounds) {
		this.json = json;
		this.bounds = bounds;
	}

	/**
	 * Locate the first elements of an array.
	 * @param json a valid JSON array in UTF-8
	 * @param elements how many of its elements to locate, 1 or 2
	 * @return the array
	 */
	public static JsonArray of(byte[] json, int elements) {
		return new JsonArray(json, new JsonScanner(json, 0, 0).locate(elements));
	}

	/**
	 * Check that bytes are a JSON array, and locate its first element.
	 * @param json bytes that may not be a JSON array
	 * @param attachments how many binaries it may refer to
	 * @return the array
	 * @throws RefusedException if they are no JSON array, or one nested too deep
	 */
	public static JsonArray checked(byte[] json, int attachments) {
		try {
			new JsonScanner(json, 0, attachments).scanArray();
			return of(json, 1);
		}
		catch (TooDeepException ex) {
			throw new RefusedException(ErrorCode.TOO_LARGE,
					"Arguments are nested at most " + EventLimits.MAX_DEPTH + " deep");
		}
		catch (InvalidPacketException ex) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a JSON array");
		}
	}

	/**
	 * Where an element begins.
	 * @param index 0 or 1
	 * @return the offset in bytes, negative if there is no such element
	 */
	public int start(int index) {
		return this.bounds[2 * index];
	}

	/**
	 * How long an element is.
	 * @param index 0 or 1
	 * @return the length in bytes
	 */
	public int length(int index) {
		return this.bounds[2 * index + 1] - this.bounds[2 * index];
	}

	/**
	 * Whether an element is a string.
	 * @param index 0 or 1
	 * @return {@code false} also if there is no such element
	 */
	public boolean isText(int index) {
		return start(index) >= 0 && this.json[start(index)] == '"';
	}

	/**
	 * Whether an element is {@code null}.
	 * @param index 0 or 1
	 * @return {@code false} also if there is no such element
	 */
	public boolean isNull(int index) {
		return start(index) >= 0 && this.json[start(index)] == 'n';
	}

	/**
	 * An element that is a string.
	 * @param index 0 or 1
	 * @return the string
	 */
	public String text(int index) {
		String text = new String(this.json, start(index) + 1, length(index) - 2, StandardCharsets.UTF_8);
		return (text.indexOf('\\') < 0) ? text : unescape(text);
	}

	/**
	 * The array without its first elements.
	 * @param index the first element to keep, 1 or 2
	 * @return a JSON array
	 */
	public byte[] from(int index) {
		int end = this.bounds[2 * index - 1];
		int comma = end;
		while (this.json[comma] != ',' && this.json[comma] != ']') {
			comma++;
		}
		if (this.json[comma] == ']') {
			return new byte[] { '[', ']' };
		}
		byte[] rest = Arrays.copyOfRange(this.json, comma, this.json.length);
		rest[0] = '[';
		return rest;
	}

	static String unescape(String text) {
		StringBuilder result = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\\') {
				c = text.charAt(++i);
				switch (c) {
					case 'b' -> c = '\b';
					case 'f' -> c = '\f';
					case 'n' -> c = '\n';
					case 'r' -> c = '\r';
					case 't' -> c = '\t';
					case 'u' -> {
						c = (char) Integer.parseInt(text, i + 1, i + 5, 16);
						i += 4;
					}
					default -> {
						// a quote, slash or backslash stands for itself
					}
				}
			}
			result.append(c);
		}
		return result.toString();
	}

}
