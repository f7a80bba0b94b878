package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

/**
 * The upgrade of a session from long polling to a WebSocket, as in Engine.IO's protocol.
 * Used on the session's event loop.
 */
final class TransportUpgrade {

	private final EngineSession session;

	private @Nullable WebSocketTransport candidate;

	private boolean probed;

	TransportUpgrade(EngineSession session) {
		this.session = session;
	}

	/**
	 * Begin.
	 * @return {@code false} if the session has ended, or has been or is being upgraded
	 */
	boolean begin(WebSocketTransport transport) {
		if (!this.session.isOpen() || this.candidate != null || this.session.isWebSocket()) {
			return false;
		}
		this.candidate = transport;
		return true;
	}

	void abandon(WebSocketTransport transport) {
		if (this.candidate == transport) {
			this.candidate = null;
			this.probed = false;
		}
	}

	/**
	 * Take the client's probe. From here on polls are answered at once: the client sends
	 * its upgrade packet only when its last poll has ended.
	 */
	void probe(WebSocketTransport transport) {
		if (this.candidate == transport && this.session.transport() instanceof PollingTransport polling) {
			this.probed = true;
			polling.release();
		}
	}

	boolean isProbed() {
		return this.probed;
	}

	void complete(WebSocketTransport transport) {
		if (this.candidate != transport || !(this.session.transport() instanceof PollingTransport polling)) {
			return;
		}
		polling.release();
		this.candidate = null;
		if (this.session.isOpen()) {
			this.session.moveTo(transport);
			polling.moveTo(transport);
		}
		else {
			// The session has ended meanwhile. An upgrading client does not poll any
			// more: it gets the last packets here.
			polling.moveTo(transport);
			polling.expire();
			transport.close(CloseReason.FORCED);
		}
	}

	/**
	 * Close the candidate, because the session has ended.
	 */
	void hangUp() {
		if (this.candidate != null) {
			this.candidate.hangUp();
		}
	}

}
