package io.p2p.engineio.send;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop that a session lives on. When the server has stopped, nothing happens
 * there any more.
 *
 * @param loop the loop
 * @since 0.1.0
 */
public record SerialExecutor(EventLoop loop) {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	/**
	 * Do something. May be called on any thread.
	 * @param task what to do: now if the caller is there
	 */
	public void run(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
		}
		else {
			later(task);
		}
	}

	/**
	 * Do something behind what is to be done there already. May be called on any thread.
	 * @param task what to do
	 */
	public void later(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The server has stopped", ex);
		}
	}

	/**
	 * Do something later. May be called on any thread.
	 * @param task what to do
	 * @param delay when
	 * @return what cancels it, {@code null} if the server has stopped
	 */
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Duration delay) {
		try {
			return this.loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The server has stopped", ex);
			return null;
		}
	}

}
