package io.p2p.cluster;

import java.time.Duration;

/**
 * Measures what it costs to share rooms with other servers. Called on threads of the
 * store, by several at once: it must be quick, and not fail.
 *
 * @since 0.1.0
 */
public interface ClusterObserver {

	/**
	 * Measures nothing.
	 */
	ClusterObserver NONE = new ClusterObserver() {
	};

	/**
	 * Entries have been appended to a log, or refused, in one step.
	 * @param entries how many, at least one
	 * @param time from when they were sent to the store until the answer was there, with
	 * the replicas' if these are waited for
	 */
	default void appended(int entries, Duration time) {
	}

	/**
	 * What another server has appended has come.
	 * @param lag from when it was appended until it was taken here, by the clock of the
	 * store
	 */
	default void received(Duration lag) {
	}

	/**
	 * Something that had been published is missing, or may be after a new subscription,
	 * and is read from the log.
	 */
	default void gapFilled() {
	}

	/**
	 * A room's log has lost entries, or all: its peers begin anew.
	 */
	default void logLost() {
	}

	/**
	 * A session that another server had goes on at this one.
	 */
	default void takenOver() {
	}

}
