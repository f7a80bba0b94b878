package io.p2p.engineio.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.SerialExecutor;

/**
 * One of Netty's event loops as a {@link SerialExecutor}.
 *
 * @since 0.1.0
 */
public final class EventLoopExecutor implements SerialExecutor {

	private static final FastThreadLocal<EventLoopExecutor> OF_THREAD = new FastThreadLocal<>();

	private final EventLoop loop;

	private EventLoopExecutor(EventLoop loop) {
		this.loop = loop;
	}

	/**
	 * The executor of an event loop, always the same object. To be called on the loop.
	 * @param loop the event loop
	 * @return its executor
	 */
	public static EventLoopExecutor of(EventLoop loop) {
		@Nullable EventLoopExecutor executor = OF_THREAD.getIfExists();
		if (executor == null || executor.loop != loop) {
			executor = new EventLoopExecutor(loop);
			OF_THREAD.set(executor);
		}
		return executor;
	}

	/**
	 * The event loop.
	 * @return what this executes on
	 */
	public EventLoop loop() {
		return this.loop;
	}

	@Override
	public boolean isCurrent() {
		return this.loop.inEventLoop();
	}

	@Override
	public void execute(Runnable task) {
		this.loop.execute(task);
	}

	@Override
	public Future<?> schedule(Runnable task, Duration delay) {
		try {
			return this.loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// the event loop has stopped, and will not run the task
			return CompletableFuture.completedFuture(null);
		}
	}

}
