package io.p2p.room.replica;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

/**
 * Writes the body of an entry, or a checkpoint.
 */
final class BodyWriter {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

	private final DataOutputStream data = new DataOutputStream(this.bytes);

	BodyWriter number(int value) {
		return write(() -> this.data.writeInt(value));
	}

	BodyWriter number(long value) {
		return write(() -> this.data.writeLong(value));
	}

	BodyWriter flag(boolean value) {
		return write(() -> this.data.writeBoolean(value));
	}

	BodyWriter text(@Nullable String value) {
		return write(() -> {
			this.data.writeBoolean(value != null);
			if (value != null) {
				this.data.writeUTF(value);
			}
		});
	}

	BodyWriter bytes(byte @Nullable [] value) {
		return write(() -> {
			this.data.writeInt((value != null) ? value.length : -1);
			if (value != null) {
				this.data.write(value);
			}
		});
	}

	private BodyWriter write(Write write) {
		try {
			write.run();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	byte[] done() {
		return this.bytes.toByteArray();
	}

	/**
	 * Writes something.
	 */
	private interface Write {

		void run() throws IOException;

	}

}
