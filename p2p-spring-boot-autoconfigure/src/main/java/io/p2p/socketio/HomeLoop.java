package io.p2p.socketio;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop that a peer's session lives on. When the server has stopped, nothing
 * happens there any more.
 *
 * @param loop the loop
 */
record HomeLoop(EventLoop loop) {

	private static final Logger logger = LoggerFactory.getLogger(HomeLoop.class);

	/**
	 * Do something, now if the caller is there.
	 */
	void run(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
		}
		else {
			later(task);
		}
	}

	/**
	 * Do something behind what is to be done there already.
	 */
	void later(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The server has stopped", ex);
		}
	}

	@Nullable ScheduledFuture<?> schedule(Runnable task, Duration delay) {
		try {
			return this.loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The server has stopped", ex);
			return null;
		}
	}

}
