package io.p2p.socketio;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineSession;

/**
 * How a client's connection to a namespace has ended.
 *
 * @since 0.1.0
 */
public enum Departure {

	/** For good: the client or the server ended it on purpose. */
	LEFT,

	/** The connection was lost, and the client may come back. */
	LOST,

	/** The client sent something invalid or too large. It may come back. */
	FAILED;

	static Departure of(CloseReason reason, EngineSession session) {
		if (session.ending().isRefused()) {
			return FAILED;
		}
		return reason.isLoss() ? LOST : LEFT;
	}

}
