package io.p2p.client.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What has come of a file, and asks for more as it is read. Thread-safe.
 */
final class IncomingBytes extends InputStream {

	static final int WINDOW_BYTES = 1024 * 1024;

	private static final int GRANT_BYTES = WINDOW_BYTES / 4;

	private final Queue<byte[]> chunks = new ArrayDeque<>();

	private final Consumer<Long> ask;

	private final Runnable cancel;

	// called around a wait, with whether it begins
	private final Consumer<Boolean> waiting;

	private long asked;

	private long received;

	private long read;

	// how much of the first chunk has been read
	private int position;

	private boolean opened;

	private boolean ended;

	private @Nullable IOException failure;

	IncomingBytes(Consumer<Long> ask, Runnable cancel, Consumer<Boolean> waiting) {
		this.ask = ask;
		this.cancel = cancel;
		this.waiting = waiting;
	}

	synchronized void open() {
		if (!this.opened) {
			this.opened = true;
			askForMore();
		}
	}

	private void askForMore() {
		long wanted = WINDOW_BYTES - (this.asked - this.read);
		if (!this.ended && this.failure == null
				&& (wanted >= GRANT_BYTES || (wanted > 0 && this.asked == this.received))) {
			this.asked += wanted;
			this.ask.accept(wanted);
		}
	}

	/**
	 * Some has come.
	 * @return {@code false} if that is more than was asked for
	 */
	synchronized boolean take(byte[] bytes) {
		if (this.ended || this.failure != null) {
			return true;
		}
		this.received += bytes.length;
		if (this.received > this.asked) {
			return false;
		}
		if (bytes.length > 0) {
			this.chunks.add(bytes);
			notifyAll();
		}
		return true;
	}

	synchronized long received() {
		return this.received;
	}

	/**
	 * All has come.
	 */
	synchronized void end() {
		this.ended = true;
		notifyAll();
	}

	/**
	 * No more comes.
	 */
	synchronized void fail(IOException why) {
		if (!this.ended && this.failure == null) {
			this.failure = why;
			this.chunks.clear();
			notifyAll();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		if (isMissing()) {
			this.waiting.accept(true);
			try {
				await();
			}
			finally {
				this.waiting.accept(false);
			}
		}
		return copy(target, offset, length);
	}

	private synchronized boolean isMissing() {
		return this.chunks.isEmpty() && !this.ended && this.failure == null;
	}

	private synchronized void await() throws IOException {
		try {
			while (isMissing()) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while waiting for a peer", ex);
		}
	}

	private synchronized int copy(byte[] target, int offset, int length) throws IOException {
		byte[] chunk = this.chunks.peek();
		if (this.failure != null) {
			throw this.failure;
		}
		if (chunk == null) {
			return -1;
		}
		int count = Math.min(length, chunk.length - this.position);
		System.arraycopy(chunk, this.position, target, offset, count);
		this.position += count;
		this.read += count;
		if (this.position == chunk.length) {
			this.chunks.remove();
			this.position = 0;
		}
		askForMore();
		return count;
	}

	@Override
	public synchronized int available() {
		byte[] chunk = this.chunks.peek();
		return (chunk != null) ? chunk.length - this.position : 0;
	}

	@Override
	public void close() {
		synchronized (this) {
			if (this.ended || this.failure != null) {
				return;
			}
			this.failure = new IOException("The stream is closed");
			this.chunks.clear();
			notifyAll();
		}
		this.cancel.run();
	}

}
