package io.p2p.client.link;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Failure;

/**
 * What the negotiation of a connection tells it.
 */
record ConnectionNegotiation(PeerConnection connection) implements Negotiation.Events {

	@Override
	public void signal(ObjectNode signal) {
		if (!this.connection.isClosed()) {
			this.connection.sendSignal(signal);
		}
	}

	@Override
	public void answering() {
		this.connection.answering();
	}

	@Override
	public void failed(Throwable cause) {
		// links that work go on as they are
		List<Link> open = this.connection.all().stream().filter((link) -> link.state() == LinkState.OPEN).toList();
		(open.isEmpty() ? this.connection.all() : open).forEach((link) -> link.refuse(cause));
	}

	@Override
	public void refused(Throwable cause) {
		unfit(cause);
		// without a description there is nothing to wait for
		if (!this.connection.wasConnected()) {
			this.connection.fail(cause);
		}
	}

	@Override
	public void unfit(Throwable cause) {
		Failure failure = Failure.of("bad-signal", "WebRTC refused a signal").cause(cause);
		this.connection.all().stream().findFirst().ifPresent((link) -> link.report(failure));
	}

}
