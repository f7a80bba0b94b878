package io.p2p.relay;

/**
 * Measures what waits for code slower than its sender. While that is much, the sender is
 * held up: nothing is refused, and memory stays bounded.
 *
 * @since 0.1.0
 */
public final class Backlog {

	private static final int MANY = 256;

	private static final long MANY_BYTES = 1024 * 1024;

	private final Intake intake;

	private int waiting;

	private long bytes;

	private boolean paused;

	/**
	 * Create a backlog in which nothing waits.
	 * @param intake where it comes from
	 */
	public Backlog(Intake intake) {
		this.intake = intake;
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
			this.intake.pause();
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
			this.intake.resume();
		}
	}

}
