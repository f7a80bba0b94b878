package io.p2p.signaling;

import java.time.Duration;

/**
 * Hears the outcome of attempts to open links. Called on an event loop: it must be quick.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LinkObserver {

	/**
	 * Does nothing.
	 */
	LinkObserver NONE = (opened, time) -> {
	};

	/**
	 * Handle the outcome of one attempt, as the peer that began it has reported it.
	 * @param opened whether the link has opened; {@code false} if the attempt was given
	 * up
	 * @param time how long the attempt took
	 */
	void reported(boolean opened, Duration time);

}
