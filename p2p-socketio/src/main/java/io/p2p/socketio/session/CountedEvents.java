package io.p2p.socketio.session;

import java.util.Set;

/**
 * The events that are counted in a session, by docs/protocol.md, and arrive exactly once.
 *
 * @since 0.1.0
 */
public final class CountedEvents {

	private static final Set<String> TO_SERVER = Set.of("p2p:msg", "p2p:part", "p2p:path", "p2p:stop", "p2p:update",
			"p2p:leave", "peer-signal");

	private static final Set<String> TO_CLIENT = Set.of("p2p:msg", "p2p:part", "p2p:sent", "p2p:stop", "p2p:path",
			"p2p:links", "p2p:lost", "peer-connect", "peer-update", "peer-disconnect", "peer-signal", "peer-error");

	private CountedEvents() {
	}

	/**
	 * Whether the server counts an event that a client has sent.
	 * @param event the name of the event
	 * @return whether it is counted
	 */
	public static boolean toServer(String event) {
		return TO_SERVER.contains(event);
	}

	/**
	 * Whether clients count an event. They do not count application events, which may
	 * still be on their way to a plain peer that becomes a library peer.
	 * @param event the name of the event
	 * @return whether it is counted
	 */
	public static boolean toClient(String event) {
		return TO_CLIENT.contains(event);
	}

}
