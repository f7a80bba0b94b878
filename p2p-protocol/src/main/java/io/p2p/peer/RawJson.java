package io.p2p.peer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A JSON value that is passed on without being parsed.
 *
 * @param bytes valid JSON in UTF-8, shared and not to be written to
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record RawJson(byte[] bytes) {

	/**
	 * The JSON as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RawJson json && Arrays.equals(this.bytes, json.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "RawJson[size=" + this.bytes.length + "]";
	}

}
