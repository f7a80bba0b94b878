package io.p2p.socketio.peer;

import io.p2p.engineio.limit.RateLimit;
import io.p2p.relay.queue.FlowControl;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.SessionReadControl;

/**
 * What one peer asks for, and how much of that it may.
 */
final class PeerRequests {

	private final RateLimit signals;

	private final RateLimit joins;

	private final FlowControl flowControl;

	private final PendingRequests questions = new PendingRequests();

	// used on the event loop of the connection
	private String refusedTransfer = "";

	PeerRequests(NamespaceConnection connection, PeerLimits limits) {
		this.flowControl = connection.calls().flowControl();
		this.signals = new RateLimit(limits.signalsPerSecond());
		this.joins = new RateLimit(limits.joinsPerSecond());
	}

	RateLimit signals() {
		return this.signals;
	}

	RateLimit joins() {
		return this.joins;
	}

	/**
	 * The questions that the peer has not answered.
	 */
	PendingRequests questions() {
		return this.questions;
	}

	/**
	 * Counts the events of the peer that wait, over all its connections.
	 */
	FlowControl flowControl() {
		return this.flowControl;
	}

	/**
	 * Go on with another connection, whose reading pauses if too many earlier events
	 * still wait. Called on the event loop of that connection.
	 */
	void moveTo(NamespaceConnection next) {
		this.flowControl.moveTo(new SessionReadControl(next.session()));
		next.calls().countWith(this.flowControl);
	}

	/**
	 * Note that a transfer is refused.
	 * @return {@code false} if it was the last transfer to be refused already
	 */
	boolean refuse(String transfer) {
		boolean first = !transfer.equals(this.refusedTransfer);
		this.refusedTransfer = transfer;
		return first;
	}

}
