package io.p2p.engineio.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.FastThreadLocal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes what an event loop has written to its connections once a turn: one system call
 * per connection and turn, not one per message.
 *
 * @since 0.1.0
 */
public final class Flusher implements Runnable {

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

	private List<Gathering> gathered = new ArrayList<>();

	// when what is no hurry may be flushed again
	private long rested = System.nanoTime();

	private Flusher() {
	}

	/**
	 * The flusher of the event loop that calls.
	 * @return the flusher, for use on that loop only
	 */
	public static Flusher get() {
		return OF_LOOP.get();
	}

	/**
	 * Flush a connection at the end of this turn.
	 * @param executor the event loop that calls
	 * @param connection the connection
	 */
	public void add(SerialExecutor executor, Written connection) {
		if (this.written.isEmpty()) {
			executor.execute(this);
		}
		this.written.add(connection);
	}

	/**
	 * Have what is gathered leave at the end of this turn too, or later if that has taken
	 * much time lately: what many are told of one after the other then leaves together.
	 */
	void add(SerialExecutor executor, Gathering gathering) {
		if (this.gathered.isEmpty()) {
			long rest = this.rested - System.nanoTime();
			if (rest <= 0) {
				executor.execute(this::letLeave);
			}
			else {
				executor.schedule(this::letLeave, Duration.ofNanos(rest));
			}
		}
		this.gathered.add(gathering);
	}

	private void letLeave() {
		long start = System.nanoTime();
		List<Gathering> all = this.gathered;
		this.gathered = new ArrayList<>();
		all.forEach(Gathering::leave);
		// what they have written
		run();
		long end = System.nanoTime();
		this.rested = end + Math.min(UNHURRIED_PART * (end - start), MAX_REST);
	}

	@Override
	public void run() {
		try {
			// a flush may fail, and its session end with words to others: the list may
			// grow
			for (int i = 0; i < this.written.size(); i++) {
				flush(this.written.get(i));
			}
		}
		finally {
			// else nobody on this event loop is ever flushed again
			this.written.clear();
		}
	}

	private static void flush(Written connection) {
		try {
			connection.flush();
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
	public interface Written {

		/**
		 * Let it leave.
		 */
		void flush();

		/**
		 * Learn that this has failed.
		 */
		void broken();

	}

}
