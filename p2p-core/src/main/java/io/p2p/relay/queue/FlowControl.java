package io.p2p.relay.queue;

/**
 * Counts the events of one sender that wait for handlers or listeners, over all its
 * connections. While many wait, the sender's connection is not read, so that memory stays
 * bounded and nothing need be refused. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FlowControl {

	private static final int MANY = 256;

	private static final long MANY_BYTES = 1024 * 1024;

	// Events that were read before the pause still come, and a sender may reconnect again
	// and again: beyond this its events are refused.
	private static final int TOO_MANY = 256 * MANY;

	private static final long TOO_MANY_BYTES = 16 * MANY_BYTES;

	private ReadControl reads;

	private int waiting;

	private long bytes;

	private boolean paused;

	/**
	 * Create the control of a sender.
	 * @param reads pauses reading from the sender
	 */
	public FlowControl(ReadControl reads) {
		this.reads = reads;
	}

	/**
	 * Count an event that begins to wait.
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
	 * Count an event that waits no more.
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
	 * Whether so much waits, although reading is paused, that no more may.
	 * @return {@code true} if the next event is to be refused
	 */
	public synchronized boolean isFull() {
		return this.waiting >= TOO_MANY || this.bytes >= TOO_MANY_BYTES;
	}

	/**
	 * Pause another connection from now on, with which the sender goes on.
	 * @param next pauses reading from that connection
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
