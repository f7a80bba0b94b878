package io.p2p.socketio.netty;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineServer;
import io.p2p.engineio.HandshakeOutcome;
import io.p2p.socketio.RejectionCounters;

/**
 * What a server has to do with its clients, in numbers. What is there now is added up
 * when it is asked for.
 *
 * @since 0.1.0
 */
public final class ServerCounts {

	private final EngineServer engine;

	private final RejectionCounters refusals;

	ServerCounts(EngineServer engine, RejectionCounters refusals) {
		this.engine = engine;
		this.refusals = refusals;
	}

	/**
	 * How many clients have an Engine.IO session, whether they are peers or not.
	 * @param webSocket those with a WebSocket, {@code false} for those that poll
	 * @return how many there are now
	 */
	public int connections(boolean webSocket) {
		return this.engine.connections(webSocket);
	}

	/**
	 * How much is kept for clients who do not read or have lost their connection. What is
	 * kept for several counts once.
	 * @return the size in bytes now
	 */
	public long heldBytes() {
		return this.engine.options().queues().held();
	}

	/**
	 * How much waits to leave for connected clients, for each by itself.
	 * @return the size in bytes now, about
	 */
	public long queuedBytes() {
		return this.engine.queuedBytes();
	}

	/**
	 * How many clients have asked for a session since the start.
	 * @param outcome what became of it
	 * @return a count that only grows
	 */
	public long handshakes(HandshakeOutcome outcome) {
		return this.engine.handshakes(outcome);
	}

	/**
	 * How many sessions have ended for a reason since the start.
	 * @param reason why
	 * @return a count that only grows
	 */
	public long ended(CloseReason reason) {
		return this.engine.ended(reason);
	}

	/**
	 * What clients have been refused since the start.
	 * @return live counts
	 */
	public RejectionCounters refusals() {
		return this.refusals;
	}

}
