package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the members of a JSON object, or the elements of an array, without parsing
 * them.
 *
 * @since 0.1.0
 */
public final class JsonCursor {

	private final byte[] json;

	private final JsonScanner scanner;

	private final boolean object;

	private int position;

	private int key;

	private int keyEnd;

	private int start;

	private int end;

	private JsonCursor(byte[] json, int from) {
		this.json = json;
		this.scanner = new JsonScanner(json, from, 0);
		this.position = from;
		skip(' ');
		this.object = json[this.position++] == '{';
	}

	/**
	 * Create a cursor before the first member or element.
	 * @param json a valid JSON object or array in UTF-8
	 * @return the cursor
	 */
	public static JsonCursor of(byte[] json) {
		return new JsonCursor(json, 0);
	}

	/**
	 * Create a cursor before the first member or element.
	 * @param json valid JSON in UTF-8
	 * @param from where an object or array begins
	 * @return the cursor
	 */
	public static JsonCursor of(byte[] json, int from) {
		return new JsonCursor(json, from);
	}

	/**
	 * Enter the value that the cursor is at, an object or array.
	 * @return another cursor, before the first member or element of that value
	 */
	public JsonCursor enter() {
		return new JsonCursor(this.json, this.start);
	}

	/**
	 * Go to the next member or element.
	 * @return {@code false} if there are no more
	 */
	public boolean next() {
		skip(',');
		if (this.json[this.position] == '}' || this.json[this.position] == ']') {
			return false;
		}
		if (this.object) {
			this.key = this.position;
			this.keyEnd = this.scanner.endOf(this.key);
			this.position = this.keyEnd;
			skip(':');
		}
		this.start = this.position;
		this.end = this.scanner.endOf(this.start);
		this.position = this.end;
		return true;
	}

	// Skips white space and the separator, of which valid JSON has one here at most.
	private void skip(char separator) {
		while (this.json[this.position] <= ' ' || this.json[this.position] == separator) {
			this.position++;
		}
	}

	/**
	 * The name of the member.
	 * @return the name
	 */
	public String name() {
		return text(this.key + 1, this.keyEnd - 1);
	}

	/**
	 * Where the value begins.
	 * @return the offset in bytes
	 */
	public int start() {
		return this.start;
	}

	/**
	 * Where the value ends.
	 * @return the offset of the byte behind it
	 */
	public int end() {
		return this.end;
	}

	/**
	 * The kind of the value.
	 * @return its first byte: a quote, a bracket, a brace, the first letter of a literal,
	 * or the first character of a number
	 */
	public char kind() {
		return (char) this.json[this.start];
	}

	/**
	 * The value as JSON.
	 * @return a copy of its bytes
	 */
	public byte[] bytes() {
		return Arrays.copyOfRange(this.json, this.start, this.end);
	}

	/**
	 * The value as JSON.
	 * @return the text of any kind of value
	 */
	public String raw() {
		return new String(this.json, this.start, this.end - this.start, StandardCharsets.UTF_8);
	}

	/**
	 * The value, which must be a string.
	 * @return the string
	 */
	public String text() {
		return text(this.start + 1, this.end - 1);
	}

	private String text(int from, int to) {
		String text = new String(this.json, from, to - from, StandardCharsets.UTF_8);
		return (text.indexOf('\\') < 0) ? text : JsonArray.unescape(text);
	}

}
