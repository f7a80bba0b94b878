package io.p2p.autoconfigure.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which handler is mapped to the path of the server.
 */
class PathInUseFailureAnalyzer extends AbstractFailureAnalyzer<PathInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PathInUseException cause) {
		return new FailureAnalysis(
				"The P2P server could not start: requests to %s (p2p.server.path) would not reach %s any more."
					.formatted(cause.path(), cause.mapping()),
				"Map that to another path, set p2p.server.path to another path, or p2p.server.port to a port of its "
						+ "own.",
				cause);
	}

}
