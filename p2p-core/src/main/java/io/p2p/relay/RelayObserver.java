package io.p2p.relay;

import org.jspecify.annotations.Nullable;

/**
 * Measures how long events take through the relay.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RelayObserver {

	/**
	 * Measures nothing.
	 */
	RelayObserver NONE = () -> null;

	/**
	 * Begin to measure an event or answer. Called for each of them on an event loop: it
	 * must be quick.
	 * @return run once, on an event loop, when the sessions of all receivers have the
	 * event, and never if it is refused or has no receivers; {@code null} if nobody waits
	 */
	@Nullable Runnable taken();

}
