package io.p2p.client.queue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What waits for the application's listeners: while it is too much, no more is read from
 * the server. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Backlog {

	private static final long HIGH_BYTES = 16L * 1024 * 1024;

	private static final long LOW_BYTES = 4L * 1024 * 1024;

	// what an event costs beside its bytes
	private static final long EVENT_BYTES = 256;

	private final AtomicLong bytes = new AtomicLong();

	private final Consumer<Boolean> reading;

	private volatile boolean full;

	private boolean paused;

	// the readers that wait for bytes of a file, which only reading brings
	private int awaited;

	/**
	 * Create a backlog.
	 * @param reading is told to read, or not to; on any thread
	 */
	public Backlog(Consumer<Boolean> reading) {
		this.reading = reading;
	}

	/**
	 * Something waits.
	 * @param size its bytes
	 */
	public void add(long size) {
		if (this.bytes.addAndGet(size + EVENT_BYTES) > HIGH_BYTES && !this.full) {
			fill(true);
		}
	}

	/**
	 * It waits no more.
	 * @param size its bytes
	 */
	public void remove(long size) {
		if (this.bytes.addAndGet(-size - EVENT_BYTES) < LOW_BYTES && this.full) {
			fill(false);
		}
	}

	private synchronized void fill(boolean isFull) {
		this.full = isFull;
		update();
	}

	/**
	 * A reader waits for bytes of a file, or waits no more: a listener that reads would
	 * wait for what stands behind other events.
	 * @param begins whether the wait begins
	 */
	public synchronized void awaited(boolean begins) {
		this.awaited += begins ? 1 : -1;
		update();
	}

	private void update() {
		boolean pause = this.full && this.awaited == 0;
		if (pause != this.paused) {
			this.paused = pause;
			this.reading.accept(!pause);
		}
	}

}
