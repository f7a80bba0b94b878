package io.p2p.room.replica;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link BodyWriter} has written. Other bytes end in an
 * {@link UncheckedIOException}.
 */
final class BodyReader {

	private final DataInputStream data;

	BodyReader(byte[] bytes) {
		this.data = new DataInputStream(new ByteArrayInputStream(bytes));
	}

	int number() {
		return read(this.data::readInt);
	}

	long longNumber() {
		return read(this.data::readLong);
	}

	boolean flag() {
		return read(this.data::readBoolean);
	}

	@Nullable String text() {
		return flag() ? read(this.data::readUTF) : null;
	}

	String textOrEmpty() {
		String text = text();
		return (text != null) ? text : "";
	}

	byte @Nullable [] bytes() {
		int length = number();
		return (length >= 0) ? read(() -> {
			if (length > this.data.available()) {
				throw new EOFException("More bytes are announced than there are");
			}
			return this.data.readNBytes(length);
		}) : null;
	}

	private static <T> T read(Read<T> read) {
		try {
			return read.run();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads something.
	 */
	private interface Read<T> {

		T run() throws IOException;

	}

}
