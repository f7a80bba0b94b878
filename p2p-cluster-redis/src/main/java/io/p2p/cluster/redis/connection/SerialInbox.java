package io.p2p.cluster.redis.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on some threads, and something after all that have come
 * together.
 *
 * @since 0.1.0
 */
public final class SerialInbox implements Executor {

	private static final Logger log = LoggerFactory.getLogger(SerialInbox.class);

	/**
	 * After so many tasks it is another inbox's turn.
	 */
	private static final int TURN = 1024;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private final Executor threads;

	private final Runnable afterwards;

	/**
	 * Create an inbox.
	 * @param threads run the tasks
	 * @param afterwards runs after all that have come together
	 */
	public SerialInbox(Executor threads, Runnable afterwards) {
		this.threads = threads;
		this.afterwards = afterwards;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.waiting.getAndIncrement() == 0) {
			schedule();
		}
	}

	private void schedule() {
		try {
			this.threads.execute(this::turn);
		}
		catch (RejectedExecutionException ex) {
			log.trace("The store has been stopped", ex);
		}
	}

	private void turn() {
		int done = 0;
		Runnable task = this.tasks.poll();
		while (task != null) {
			run(task);
			done++;
			task = (done < TURN) ? this.tasks.poll() : null;
		}
		run(this.afterwards);
		if (this.waiting.addAndGet(-done) > 0) {
			schedule();
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			log.error("A task of the cluster's store has failed", ex);
		}
	}

}
