package io.p2p.signaling;

import java.time.Duration;

/**
 * Somebody who is told what became of the links that peers were to open. Called on an
 * event loop: it must be quick.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LinkObserver {

	/**
	 * Nobody.
	 */
	LinkObserver NONE = (opened, time) -> {
	};

	/**
	 * Learn what became of one attempt to open a link, by the word of the peer that began
	 * it.
	 * @param opened whether the link has opened; {@code false} if it was given up
	 * @param time how long it took until then
	 */
	void reported(boolean opened, Duration time);

}
