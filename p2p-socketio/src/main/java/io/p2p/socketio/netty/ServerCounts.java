package io.p2p.socketio.netty;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineServer;
import io.p2p.engineio.HandshakeOutcome;
import io.p2p.socketio.RejectionCounters;

/**
 * Counts of a server's sessions and refusals, for metrics. Thread-safe.
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
	 * How many clients have an Engine.IO session. Iterates over all of them.
	 * @param webSocket {@code false} for those with long polling
	 * @return how many there are now
	 */
	public int connections(boolean webSocket) {
		return this.engine.connections(webSocket);
	}

	/**
	 * How much is kept for clients that do not read or are lost. Packets that are kept
	 * for several clients count once.
	 * @return the size in bytes now
	 */
	public long heldBytes() {
		return this.engine.options().queues().held();
	}

	/**
	 * How much waits to leave for connected clients. Packets for several count for each.
	 * @return the size in bytes now, approximately
	 */
	public long queuedBytes() {
		return this.engine.queuedBytes();
	}

	/**
	 * How many handshakes had an outcome since the start.
	 * @param outcome the outcome
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
	 * Counts of what clients have been refused since the start.
	 * @return live counts
	 */
	public RejectionCounters refusals() {
		return this.refusals;
	}

}
