package io.p2p.autoconfigure;

import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Where the application's code runs: on virtual threads where Boot has them enabled, else
 * on a pool.
 */
final class P2pExecutors {

	/**
	 * For a queue that is bounded elsewhere.
	 */
	static final int UNBOUNDED = Integer.MAX_VALUE;

	private static final int MIN_THREADS = 16;

	private P2pExecutors() {
	}

	/**
	 * Create an executor that Spring starts and stops.
	 * @param threads how many run at a time, 0 for as many as do where each may wait for
	 * a database; with virtual threads as many as wait may run beside them
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
			// else an event loop would wait
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
		// the server waits for what it has taken when it stops: what it has cut off then
		// must not be waited for again
		executor.setAcceptTasksAfterContextClose(true);
		return executor;
	}

}
