package io.p2p.relay;

import io.p2p.peer.RawMessage;

/**
 * What becomes of an event that a {@link RelayListener} has handled.
 *
 * @since 0.1.0
 */
public sealed interface RelayOutcome {

	/**
	 * The event is relayed.
	 *
	 * @param message the event to relay, the handled one or another
	 */
	record Relayed(RawMessage message) implements RelayOutcome {

	}

	/**
	 * The event was for the server alone.
	 *
	 * @param answer the answer as the arguments of a message, whose name is ignored; no
	 * arguments for an empty answer
	 */
	record Answered(RawMessage answer) implements RelayOutcome {

	}

}
