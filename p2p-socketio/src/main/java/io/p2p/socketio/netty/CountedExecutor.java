package io.p2p.socketio.netty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An executor that knows whether tasks of it wait or run. Thread-safe.
 */
final class CountedExecutor implements Executor {

	private final AtomicInteger tasks = new AtomicInteger();

	private final Executor executor;

	CountedExecutor(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.incrementAndGet();
		try {
			this.executor.execute(() -> {
				try {
					task.run();
				}
				finally {
					this.tasks.decrementAndGet();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.tasks.decrementAndGet();
			throw ex;
		}
	}

	/**
	 * Whether no task waits or runs.
	 */
	boolean isIdle() {
		return this.tasks.get() == 0;
	}

}
