package io.p2p.relay;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who measures how long events take through the relay.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RelayObserver {

	/**
	 * Nobody.
	 */
	RelayObserver NONE = () -> null;

	/**
	 * Learn that an event, or an answer, is to be relayed. Called for each of them on an
	 * event loop: it must be quick.
	 * @return run once, on an event loop, when the event has been handed to the sessions
	 * of all its receivers, and never for one that is refused or has no receivers;
	 * {@code null} if nobody waits
	 */
	@Nullable Runnable taken();

}
