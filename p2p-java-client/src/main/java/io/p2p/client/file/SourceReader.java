package io.p2p.client.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reads a file or a stream piece by piece, one after the other, on threads that may wait.
 */
final class SourceReader {

	private static final int READ_BYTES = 256 * 1024;

	private final Source source;

	private @Nullable FileChannel channel;

	private boolean closed;

	SourceReader(Source source) {
		this.source = source;
	}

	/**
	 * Read a piece.
	 * @param position where in a file
	 * @param most the bytes that it may have
	 * @return the piece; empty at the end
	 */
	synchronized byte[] read(long position, long most) throws IOException {
		int length = (int) Math.min(READ_BYTES, most);
		InputStream stream = this.source.stream();
		if (stream != null) {
			byte[] bytes = new byte[length];
			int count = stream.read(bytes);
			return Arrays.copyOf(bytes, Math.max(0, count));
		}
		ByteBuffer piece = ByteBuffer.allocate((int) Math.min(length, this.source.size() - position));
		while (piece.hasRemaining()) {
			if (file().read(piece, position + piece.position()) < 0) {
				throw new EOFException("The file has become shorter");
			}
		}
		return piece.array();
	}

	private FileChannel file() throws IOException {
		if (this.closed) {
			throw new IOException("Nobody reads it any more");
		}
		FileChannel known = this.channel;
		if (known == null) {
			Path path = Objects.requireNonNull(this.source.path());
			known = FileChannel.open(path);
			this.channel = known;
		}
		return known;
	}

	/**
	 * Nobody reads it any more.
	 */
	void close() {
		try {
			// while a read of it waits
			InputStream stream = this.source.stream();
			if (stream != null) {
				stream.close();
			}
			closeFile();
		}
		catch (IOException ex) {
			// it has been read as far as it was wanted
		}
	}

	private synchronized void closeFile() throws IOException {
		this.closed = true;
		if (this.channel != null) {
			this.channel.close();
		}
	}

}
