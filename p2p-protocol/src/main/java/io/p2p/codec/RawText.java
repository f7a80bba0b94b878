package io.p2p.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import tools.jackson.core.SerializableString;

/**
 * JSON whose bytes a Jackson generator writes unchanged: decoding them first would cost
 * more than all the rest of a message.
 *
 * @param bytes valid JSON in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RawText(byte[] bytes) implements SerializableString {

	@Override
	public String getValue() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	@Override
	public int charLength() {
		return getValue().length();
	}

	@Override
	public byte[] asUnquotedUTF8() {
		return this.bytes;
	}

	@Override
	public int appendUnquotedUTF8(byte[] buffer, int offset) {
		if (this.bytes.length > buffer.length - offset) {
			return -1;
		}
		System.arraycopy(this.bytes, 0, buffer, offset, this.bytes.length);
		return this.bytes.length;
	}

	@Override
	public int appendUnquoted(char[] buffer, int offset) {
		String value = getValue();
		if (value.length() > buffer.length - offset) {
			return -1;
		}
		value.getChars(0, value.length(), buffer, offset);
		return value.length();
	}

	@Override
	public int writeUnquotedUTF8(OutputStream out) throws IOException {
		out.write(this.bytes);
		return this.bytes.length;
	}

	@Override
	public int putUnquotedUTF8(ByteBuffer buffer) {
		if (this.bytes.length > buffer.remaining()) {
			return -1;
		}
		buffer.put(this.bytes);
		return this.bytes.length;
	}

	@Override
	public char[] asQuotedChars() {
		throw notQuoted();
	}

	@Override
	public byte[] asQuotedUTF8() {
		throw notQuoted();
	}

	@Override
	public int appendQuotedUTF8(byte[] buffer, int offset) {
		throw notQuoted();
	}

	@Override
	public int appendQuoted(char[] buffer, int offset) {
		throw notQuoted();
	}

	@Override
	public int writeQuotedUTF8(OutputStream out) {
		throw notQuoted();
	}

	@Override
	public int putQuotedUTF8(ByteBuffer buffer) {
		throw notQuoted();
	}

	private static UnsupportedOperationException notQuoted() {
		return new UnsupportedOperationException("It is JSON, not the text of a string");
	}

}
