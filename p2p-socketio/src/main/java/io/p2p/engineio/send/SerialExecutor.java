package io.p2p.engineio.send;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs tasks one after the other on one thread, so that state used only there needs no
 * locks, and may be held in thread-locals ({@link Flusher}, {@link Gathering}). On a
 * server it is an event loop, which runs nothing any more when the server has stopped.
 *
 * @since 0.1.0
 */
public interface SerialExecutor extends Executor {

	/**
	 * Whether the caller runs on this executor.
	 * @return whether the caller may use state of this executor
	 */
	boolean isCurrent();

	/**
	 * Do something behind what is to be done already. May be called on any thread.
	 * @param task what to do
	 * @throws RejectedExecutionException if the server has stopped
	 */
	@Override
	void execute(Runnable task);

	/**
	 * Do something later. May be called on any thread.
	 * @param task what to do, never if the server has stopped
	 * @param delay when
	 * @return what cancels it
	 */
	Future<?> schedule(Runnable task, Duration delay);

	/**
	 * Do something. May be called on any thread.
	 * @param task what to do: now if the caller is here, never if the server has stopped
	 */
	default void run(Runnable task) {
		if (isCurrent()) {
			task.run();
		}
		else {
			later(task);
		}
	}

	/**
	 * Do something behind what is to be done already. May be called on any thread.
	 * @param task what to do, never if the server has stopped
	 */
	default void later(Runnable task) {
		try {
			execute(task);
		}
		catch (RejectedExecutionException ex) {
			// the server has stopped, and what was to be done has become pointless
		}
	}

}
