package io.p2p.autoconfigure;

import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Creates the executors of the application's code: with virtual threads if Spring Boot
 * has them enabled, else with a pool.
 */
final class P2pExecutors {

	/**
	 * The capacity of a queue that is bounded by other means.
	 */
	static final int UNBOUNDED = Integer.MAX_VALUE;

	private static final int MIN_THREADS = 16;

	private P2pExecutors() {
	}

	/**
	 * Create an executor that Spring starts and stops.
	 * @param threads how many calls run at a time, 0 for four per processor and at least
	 * 16; with virtual threads, {@code queueCapacity} further ones run as well
	 * @param queueCapacity how many calls may wait; further ones are rejected
	 */
	static AsyncTaskExecutor create(Environment environment, String threadNamePrefix, int threads, int queueCapacity) {
		int pool = (threads > 0) ? threads : Math.max(MIN_THREADS, 4 * Runtime.getRuntime().availableProcessors());
		return Threading.VIRTUAL.isActive(environment) ? virtual(threadNamePrefix, pool, queueCapacity)
				: pooled(threadNamePrefix, pool, queueCapacity);
	}

	private static AsyncTaskExecutor virtual(String threadNamePrefix, int threads, int queueCapacity) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threadNamePrefix);
		executor.setVirtualThreads(true);
		if (queueCapacity != UNBOUNDED) {
			executor.setConcurrencyLimit(threads + queueCapacity);
			// without this, the event loop that submits a task would block
			executor.setRejectTasksWhenLimitReached(true);
		}
		return executor;
	}

	private static AsyncTaskExecutor pooled(String threadNamePrefix, int threads, int queueCapacity) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(threadNamePrefix);
		executor.setCorePoolSize(threads);
		executor.setMaxPoolSize(threads);
		executor.setQueueCapacity(queueCapacity);
		executor.setAllowCoreThreadTimeOut(true);
		// P2pServer's graceful stop still runs handlers, and waits for them: the executor
		// must not reject them when the context closes, nor wait a second time.
		executor.setAcceptTasksAfterContextClose(true);
		return executor;
	}

}
