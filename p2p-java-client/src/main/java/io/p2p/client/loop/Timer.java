package io.p2p.client.loop;

import org.jspecify.annotations.Nullable;

/**
 * Does something later, unless it is stopped or started anew before. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Timer {

	private final Loop loop;

	private @Nullable Runnable cancel;

	/**
	 * Create a timer that does not run.
	 * @param loop where it runs
	 */
	public Timer(Loop loop) {
		this.loop = loop;
	}

	/**
	 * Start it, in the place of what it was to do.
	 * @param delayMs after how many milliseconds
	 * @param task what to do then
	 */
	public void start(double delayMs, Runnable task) {
		stop();
		this.cancel = this.loop.schedule(() -> {
			this.cancel = null;
			task.run();
		}, delayMs);
	}

	/**
	 * Do nothing later.
	 */
	public void stop() {
		Runnable running = this.cancel;
		this.cancel = null;
		if (running != null) {
			running.run();
		}
	}

}
