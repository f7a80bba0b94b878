package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

/**
 * The move of a session from long polling to a WebSocket. Used on the session's event
 * loop.
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
	 * @return whether there is a long-polling session to be upgraded and no other attempt
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
	 * Prove that the candidate works. From here on no poll is left waiting: the client
	 * sends the upgrade packet when its last is answered.
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
			// it ended meanwhile: a client in the midst of this does not poll, and learns
			// it here
			polling.moveTo(transport);
			polling.expire();
			transport.close(CloseReason.FORCED);
		}
	}

	/**
	 * Give up, because the session has ended.
	 */
	void hangUp() {
		if (this.candidate != null) {
			this.candidate.hangUp();
		}
	}

}
