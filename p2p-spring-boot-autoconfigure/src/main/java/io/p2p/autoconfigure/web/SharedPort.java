package io.p2p.autoconfigure.web;

import java.time.Duration;

import io.p2p.autoconfigure.P2pServerProperties;

/**
 * What the settings of the server mean on the port of a web server.
 */
final class SharedPort {

	// more than the time in which the engine answers, whatever a scheduler's delay
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private SharedPort() {
	}

	/**
	 * The path of the endpoint without a slash at its end.
	 */
	static String path(P2pServerProperties server) {
		String path = server.path();
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

	/**
	 * How long a request may take in all: each poll is answered within a ping interval.
	 */
	static Duration timeout(P2pServerProperties server) {
		return server.pingInterval().plus(server.pingTimeout()).plus(MARGIN);
	}

}
