package io.p2p.peer;

import java.util.Set;

/**
 * The names of events that no application may use: those of {@code docs/protocol.md} and
 * of Socket.IO's clients.
 *
 * @since 0.1.0
 */
public final class ReservedEvents {

	private static final Set<String> NAMES = Set.of("peer-connect", "peer-update", "peer-disconnect", "peer-signal",
			"peer-error", "offers", "offer", "numClients", "connect", "connect_error", "disconnect", "disconnecting",
			"newListener", "removeListener");

	private ReservedEvents() {
	}

	/**
	 * Whether an event is never relayed.
	 * @param event the name of the event
	 * @return whether it is one of these
	 */
	public static boolean contains(String event) {
		return event.startsWith("p2p:") || NAMES.contains(event);
	}

}
