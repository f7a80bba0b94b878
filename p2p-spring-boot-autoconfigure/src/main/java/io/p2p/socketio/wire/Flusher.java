package io.p2p.socketio.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes what an event loop has written to its connections once a turn: one system call
 * per connection and turn, not one per message.
 */
final class Flusher implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Flusher.class);

	private static final FastThreadLocal<Flusher> OF_LOOP = new FastThreadLocal<>() {

		@Override
		protected Flusher initialValue() {
			return new Flusher();
		}

	};

	// of the time, announcements to thousands take this part at most
	private static final int UNHURRIED_PART = 20;

	private static final long MAX_REST = TimeUnit.MILLISECONDS.toNanos(100);

	private final List<Written> written = new ArrayList<>();

	private List<Written> unhurried = new ArrayList<>();

	// when what is no hurry may be flushed again
	private long rested = System.nanoTime();

	private Flusher() {
	}

	/**
	 * The flusher of the event loop that calls.
	 */
	static Flusher get() {
		return OF_LOOP.get();
	}

	/**
	 * Flush a connection at the end of this turn.
	 */
	void add(EventLoop loop, Written connection) {
		if (this.written.isEmpty()) {
			loop.execute(this);
		}
		this.written.add(connection);
	}

	/**
	 * Flush a connection at the end of this turn too, or later if that has taken much
	 * time lately: those that many are told of one after the other then leave together.
	 */
	void addUnhurried(EventLoop loop, Written connection) {
		if (this.unhurried.isEmpty()) {
			long rest = this.rested - System.nanoTime();
			if (rest <= 0) {
				loop.execute(this::flushUnhurried);
			}
			else {
				loop.schedule(this::flushUnhurried, rest, TimeUnit.NANOSECONDS);
			}
		}
		this.unhurried.add(connection);
	}

	private void flushUnhurried() {
		long start = System.nanoTime();
		List<Written> all = this.unhurried;
		this.unhurried = new ArrayList<>();
		all.forEach((connection) -> flush(connection, true));
		long end = System.nanoTime();
		this.rested = end + Math.min(UNHURRIED_PART * (end - start), MAX_REST);
	}

	@Override
	public void run() {
		try {
			// a flush may fail, and its session end with words to others: the list may
			// grow
			for (int i = 0; i < this.written.size(); i++) {
				flush(this.written.get(i), false);
			}
		}
		finally {
			// else nobody on this event loop is ever flushed again
			this.written.clear();
		}
	}

	private static void flush(Written connection, boolean rested) {
		try {
			connection.flush(rested);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// the others have done nothing
			logger.warn("A connection ends because it could not be flushed", ex);
			connection.broken();
		}
	}

	/**
	 * A connection to which something has been written.
	 */
	interface Written {

		/**
		 * Let it leave.
		 * @param rested whether it was no hurry
		 */
		void flush(boolean rested);

		/**
		 * Learn that this has failed.
		 */
		void broken();

	}

}
