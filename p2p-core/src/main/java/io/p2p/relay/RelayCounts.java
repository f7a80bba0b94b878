package io.p2p.relay;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what has been relayed since the start. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RelayCounts {

	private final LongAdder messages = new LongAdder();

	private final LongAdder bytes = new LongAdder();

	private final LongAdder deliveries = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	RelayCounts() {
	}

	void add(long size, int receivers) {
		this.messages.increment();
		this.bytes.add(size);
		this.deliveries.add(receivers);
	}

	void drop() {
		this.dropped.increment();
	}

	/**
	 * How many events, answers and parts of events were relayed.
	 * @return a count that only grows; each counts once, however many peers got it
	 */
	public long messages() {
		return this.messages.sum();
	}

	/**
	 * The size of their arguments and attachments, counted once for all receivers.
	 * @return the size in bytes, which only grows
	 */
	public long bytes() {
		return this.bytes.sum();
	}

	/**
	 * How often an event, answer or part was sent to a receiver.
	 * @return a count that only grows
	 */
	public long deliveries() {
		return this.deliveries.sum();
	}

	/**
	 * How often a volatile event was not sent to a receiver, as that was lost or did not
	 * read, or not given to a handler, as that had not returned from an earlier event.
	 * @return a count that only grows
	 */
	public long dropped() {
		return this.dropped.sum();
	}

}
