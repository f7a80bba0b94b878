package io.p2p.autoconfigure.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the server cannot use the port of the web server.
 */
class NoSharedPortFailureAnalyzer extends AbstractFailureAnalyzer<NoSharedPortException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoSharedPortException cause) {
		return new FailureAnalysis(
				"The P2P server could not start on the port of the web server: %s.".formatted(cause.getMessage()),
				"Set p2p.server.port to a port of its own, or p2p.server.fallback-port to one that is used "
						+ "in such a case.",
				cause);
	}

}
