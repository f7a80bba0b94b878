package io.p2p.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.p2p.socketio.netty.P2pPortInUseException;

/**
 * Explains that the port of the Socket.IO server is in use.
 */
class P2pPortInUseFailureAnalyzer extends AbstractFailureAnalyzer<P2pPortInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, P2pPortInUseException cause) {
		return new FailureAnalysis(
				"The P2P server could not start: port " + cause.port() + " (p2p.server.port) is already in use.",
				"Stop the process that listens on port " + cause.port()
						+ ", or set p2p.server.port to another port (0 for any that is free).",
				cause);
	}

}
