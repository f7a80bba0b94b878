package io.p2p.cluster.redis.connection;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a store: some that work, and one that waits for time.
 *
 * @since 0.1.0
 */
public final class StoreThreads {

	private static final Logger log = LoggerFactory.getLogger(StoreThreads.class);

	private final ScheduledExecutorService timer;

	private final ExecutorService workers;

	/**
	 * Create threads.
	 * @param node the name of this server, part of theirs
	 */
	public StoreThreads(String node) {
		AtomicInteger count = new AtomicInteger();
		ThreadFactory factory = (task) -> {
			Thread thread = new Thread(task, "p2p-cluster-" + node + "-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
		this.timer = Executors.newSingleThreadScheduledExecutor(factory);
		this.workers = Executors.newFixedThreadPool(Math.min(4, Runtime.getRuntime().availableProcessors()), factory);
	}

	/**
	 * The threads that work.
	 * @return the threads
	 */
	public Executor workers() {
		return this.workers;
	}

	/**
	 * Run something later on the timer's thread, unless the threads have ended by then.
	 * @param task the task
	 * @param delay the time until then
	 */
	public void later(Runnable task, Duration delay) {
		try {
			this.timer.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			log.trace("The store has been stopped", ex);
		}
	}

	/**
	 * Run something now and then on the timer's thread.
	 * @param task the task
	 * @param period the time between two runs
	 */
	public void every(Runnable task, Duration period) {
		this.timer.scheduleAtFixedRate(guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * The time until the next of some attempts, at most a second.
	 */
	static Duration backoff(int failures) {
		long most = Math.min(1000, 20L << Math.min(failures, 6));
		return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
	}

	/**
	 * End the threads, when those that work have done what waits.
	 */
	public void end() {
		this.timer.shutdownNow();
		this.workers.shutdown();
	}

	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				log.error("A task of the cluster's store has failed", ex);
			}
		};
	}

}
