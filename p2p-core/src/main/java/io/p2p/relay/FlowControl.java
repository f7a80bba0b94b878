package io.p2p.relay;

/**
 * Measures what waits for code slower than its sender. While that is much, the sender is
 * held up: nothing is refused, and memory stays bounded. A sender has one of these for
 * all that it sends, whatever its connection is at the moment.
 *
 * @since 0.1.0
 */
public final class FlowControl {

	private static final int MANY = 256;

	private static final long MANY_BYTES = 1024 * 1024;

	// a sender that is held up sends what has been read already; one that is held up
	// again and again, by new connections, must come to an end
	private static final int TOO_MANY = 256 * MANY;

	private static final long TOO_MANY_BYTES = 16 * MANY_BYTES;

	private ReadControl reads;

	private int waiting;

	private long bytes;

	private boolean paused;

	/**
	 * Create the control of a sender of whom nothing waits.
	 * @param reads where it comes from
	 */
	public FlowControl(ReadControl reads) {
		this.reads = reads;
	}

	/**
	 * Count what begins to wait.
	 * @param size the bytes that it keeps in memory
	 */
	public synchronized void added(long size) {
		this.waiting++;
		this.bytes += size;
		if (!this.paused && (this.waiting >= MANY || this.bytes >= MANY_BYTES)) {
			this.paused = true;
			this.reads.pause();
		}
	}

	/**
	 * Count what waits no more.
	 * @param size the bytes that it kept in memory
	 */
	public synchronized void removed(long size) {
		this.waiting--;
		this.bytes -= size;
		if (this.paused && this.waiting <= MANY / 2 && this.bytes <= MANY_BYTES / 2) {
			this.paused = false;
			this.reads.resume();
		}
	}

	/**
	 * Whether so much waits that no more may, although the sender is held up.
	 * @return {@code true} if the next is to be refused
	 */
	public synchronized boolean isFull() {
		return this.waiting >= TOO_MANY || this.bytes >= TOO_MANY_BYTES;
	}

	/**
	 * Hold up where it sends now from now on, because the sender goes on with another
	 * connection.
	 * @param next where it comes from now
	 */
	public synchronized void moveTo(ReadControl next) {
		ReadControl previous = this.reads;
		this.reads = next;
		if (this.paused) {
			next.pause();
			previous.resume();
		}
	}

}
