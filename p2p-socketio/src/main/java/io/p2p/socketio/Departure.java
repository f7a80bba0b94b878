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
	FAILED,

	/**
	 * The server goes down. The client may come back to another that shares its session.
	 */
	SHUTDOWN;

	/**
	 * Whether a session is over that only this server knows.
	 * @return {@code false} if the client may come back to it
	 */
	public boolean endsWithServer() {
		return this == LEFT || this == SHUTDOWN;
	}

	static Departure of(CloseReason reason, EngineSession session) {
		if (session.ending().isRefused()) {
			return FAILED;
		}
		if (reason == CloseReason.SHUTDOWN) {
			return SHUTDOWN;
		}
		return reason.isLoss() ? LOST : LEFT;
	}

}
