package io.p2p.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.p2p.socketio.netty.P2pListenException;

/**
 * Explains that the Socket.IO server cannot listen on its address or port.
 */
class P2pListenFailureAnalyzer extends AbstractFailureAnalyzer<P2pListenException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, P2pListenException cause) {
		return switch (cause.reason()) {
			case UNKNOWN_HOST -> address(cause, "is not known", "a name that this machine can look up");
			case NOT_LOCAL -> address(cause, "belongs to no network interface of this machine",
					"the address of one of this machine's network interfaces");
			case NO_PERMISSION -> new FailureAnalysis(
					"The P2P server could not start: this process may not listen on port %d (p2p.server.port)."
						.formatted(cause.port()),
					"Set p2p.server.port to a port from 1024 on (0 for any that is free), "
							+ "or give the process the right to listen on lower ones.",
					cause);
			case OTHER -> null;
		};
	}

	private static FailureAnalysis address(P2pListenException cause, String problem, String remedy) {
		return new FailureAnalysis(
				"The P2P server could not start: the address '%s' (p2p.server.address) %s.".formatted(cause.address(),
						problem),
				"Set p2p.server.address to %s, or leave it out to listen on all.".formatted(remedy), cause);
	}

}
