package io.p2p.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;

/**
 * Writes the JSON of announcements and welcomes, for which a JSON mapper would take
 * longer than all the rest of a join.
 *
 * @since 0.1.0
 */
public final class JsonWriter {

	private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final int ASCII = 0x80;

	private byte[] bytes;

	private int size;

	/**
	 * Create a writer.
	 * @param size the expected size in bytes
	 */
	public JsonWriter(int size) {
		this.bytes = new byte[size];
	}

	/**
	 * Begin an object or array.
	 * @param bracket a brace or bracket
	 * @return this writer
	 */
	public JsonWriter begin(char bracket) {
		separate();
		append((byte) bracket);
		return this;
	}

	/**
	 * End an object or array.
	 * @param bracket a brace or bracket
	 * @return this writer
	 */
	public JsonWriter end(char bracket) {
		append((byte) bracket);
		return this;
	}

	/**
	 * Write the name of a member, whose value is next.
	 * @param name the name
	 * @return this writer
	 */
	public JsonWriter name(String name) {
		text(name);
		append((byte) ':');
		return this;
	}

	/**
	 * Write a string.
	 * @param text the string
	 * @return this writer
	 */
	public JsonWriter text(String text) {
		separate();
		append((byte) '"');
		makeRoom(text.length());
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character >= ASCII) {
				wide(text.substring(i));
				break;
			}
			ascii(character);
		}
		append((byte) '"');
		return this;
	}

	private void wide(String rest) {
		for (byte one : rest.getBytes(StandardCharsets.UTF_8)) {
			if (one < 0) {
				append(one);
			}
			else {
				ascii((char) one);
			}
		}
	}

	private void ascii(char character) {
		if (character == '"' || character == '\\') {
			append((byte) '\\');
			append((byte) character);
		}
		else if (character >= ' ') {
			append((byte) character);
		}
		else {
			raw(new byte[] { '\\', 'u', '0', '0', HEX[character >> 4], HEX[character & 0xf] });
		}
	}

	/**
	 * Write a number.
	 * @param number the number
	 * @return this writer
	 */
	public JsonWriter number(long number) {
		return literal(Long.toString(number));
	}

	/**
	 * Write {@code true} or {@code false}.
	 * @param flag which
	 * @return this writer
	 */
	public JsonWriter flag(boolean flag) {
		return literal(flag ? "true" : "false");
	}

	private JsonWriter literal(String literal) {
		separate();
		for (int i = 0; i < literal.length(); i++) {
			append((byte) literal.charAt(i));
		}
		return this;
	}

	/**
	 * Write a value that is JSON already.
	 * @param json the value
	 * @return this writer
	 */
	public JsonWriter json(RawJson json) {
		separate();
		raw(json.bytes());
		return this;
	}

	/**
	 * Write a member that is JSON already.
	 * @param name the name
	 * @param json the value, {@code null} to write nothing
	 * @return this writer
	 */
	public JsonWriter member(String name, @Nullable RawJson json) {
		return (json != null) ? name(name).json(json) : this;
	}

	// Writes a comma, unless a bracket or the name of a member is in front.
	private void separate() {
		if (this.size > 0) {
			byte last = this.bytes[this.size - 1];
			if (last != '{' && last != '[' && last != ':') {
				append((byte) ',');
			}
		}
	}

	private void raw(byte[] more) {
		makeRoom(more.length);
		System.arraycopy(more, 0, this.bytes, this.size, more.length);
		this.size += more.length;
	}

	private void append(byte one) {
		makeRoom(1);
		this.bytes[this.size++] = one;
	}

	private void makeRoom(int more) {
		if (this.size + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.size + more));
		}
	}

	/**
	 * What has been written.
	 * @return the JSON, in UTF-8
	 */
	public byte[] toBytes() {
		return Arrays.copyOf(this.bytes, this.size);
	}

	/**
	 * What has been written so far, with an end that the writer itself does not get.
	 * @param bracket a brace or bracket
	 * @return the JSON
	 */
	public RawJson ended(char bracket) {
		byte[] json = Arrays.copyOf(this.bytes, this.size + 1);
		json[this.size] = (byte) bracket;
		return new RawJson(json);
	}

	/**
	 * What has been written, as an event.
	 * @param event the name of the event, whose arguments have been written as an array
	 * @return the event
	 */
	public RawMessage event(String event) {
		return new RawMessage(event, toBytes(), List.of());
	}

}
