package io.p2p.relay;

import io.p2p.peer.RawMessage;

/**
 * What becomes of an event that a {@link RelayListener} has seen.
 *
 * @since 0.1.0
 */
public sealed interface RelayOutcome {

	/**
	 * The event is relayed.
	 *
	 * @param message what to relay in its place, or the event itself
	 */
	record Relayed(RawMessage message) implements RelayOutcome {

	}

	/**
	 * The event was for the server alone.
	 *
	 * @param answer the answer as the arguments of a message, whose name does not count;
	 * no arguments for no answer
	 */
	record Answered(RawMessage answer) implements RelayOutcome {

	}

}
