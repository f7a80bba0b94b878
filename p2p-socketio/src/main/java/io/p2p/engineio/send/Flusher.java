package io.p2p.engineio.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.FastThreadLocal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes the connections of an event loop at the end of its turn: one system call per
 * connection and turn, not per message.
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

	// Announcements pause for this many times the time that they have taken.
	private static final int UNHURRIED_PART = 20;

	private static final long MAX_REST = TimeUnit.MILLISECONDS.toNanos(100);

	private final List<Written> written = new ArrayList<>();

	private List<Gathering> gathered = new ArrayList<>();

	// the System.nanoTime() from which announcements may leave again
	private long rested = System.nanoTime();

	private Flusher() {
	}

	/**
	 * The flusher of the calling event loop.
	 * @return the flusher, for use on that loop only
	 */
	public static Flusher get() {
		return OF_LOOP.get();
	}

	/**
	 * Flush a connection at the end of this turn of the event loop.
	 * @param executor the calling event loop
	 * @param connection the connection
	 */
	public void add(SerialExecutor executor, Written connection) {
		if (this.written.isEmpty()) {
			executor.execute(this);
		}
		this.written.add(connection);
	}

	/**
	 * Send a gathering at the end of this turn, or up to 100 ms later if announcements
	 * have taken much time lately, so that more of them leave together.
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
		// flush what the gatherings have written
		run();
		long end = System.nanoTime();
		this.rested = end + Math.min(UNHURRIED_PART * (end - start), MAX_REST);
	}

	@Override
	public void run() {
		try {
			// By index: a flush that fails ends its session, which may write to others.
			for (int i = 0; i < this.written.size(); i++) {
				flush(this.written.get(i));
			}
		}
		finally {
			// add() schedules this only if the list is empty: never leave anything in it.
			this.written.clear();
		}
	}

	private static void flush(Written connection) {
		try {
			connection.flush();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// Go on with the other connections.
			logger.warn("A connection ends because it could not be flushed", ex);
			connection.broken();
		}
	}

	/**
	 * A connection with unflushed packets.
	 */
	public interface Written {

		/**
		 * Flush the connection.
		 */
		void flush();

		/**
		 * End the connection, as its flush has failed.
		 */
		void broken();

	}

}
