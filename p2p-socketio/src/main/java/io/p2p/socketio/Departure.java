package io.p2p.socketio;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineSession;

/**
 * How a client has gone.
 *
 * @since 0.1.0
 */
public enum Departure {

	/** It was meant to be for good. */
	LEFT,

	/** Its connection was lost, and it may come back. */
	LOST,

	/** The server did not take what it had sent. It may come back, and send better. */
	FAILED;

	static Departure of(CloseReason reason, EngineSession session) {
		if (session.ending().isRefused()) {
			return FAILED;
		}
		return reason.isLoss() ? LOST : LEFT;
	}

}
