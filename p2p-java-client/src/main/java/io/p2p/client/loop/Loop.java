package io.p2p.client.loop;

import java.util.concurrent.Executor;

/**
 * The thread of a connection: all that is about it happens there, one task after the
 * other, and nothing blocks it. A test may pass its own, to be the master of time and
 * chance.
 *
 * @since 0.1.0
 */
public interface Loop extends Executor {

	/**
	 * Run a task later.
	 * @param task what to do
	 * @param delayMs after how many milliseconds
	 * @return takes the task back
	 */
	Runnable schedule(Runnable task, double delayMs);

	/**
	 * A time that never goes back.
	 * @return milliseconds, from any point on
	 */
	double now();

	/**
	 * A number by chance.
	 * @return from 0 to 1, 1 excluded
	 */
	double random();

	/**
	 * Whether the caller is in this loop.
	 * @return whether what is only touched here may be touched
	 */
	boolean isHere();

	/**
	 * Run a task in this loop: at once if the caller is in it.
	 * @param task what to do
	 */
	default void run(Runnable task) {
		if (isHere()) {
			task.run();
		}
		else {
			execute(task);
		}
	}

}
