package io.p2p.engineio.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What clients are refused before they are anybody's peers, and the property by which an
 * application lets them.
 */
enum Refusal {

	FORBIDDEN_ORIGIN("a page of an origin that is not allowed", "p2p.server.allowed-origins"),

	OTHER_PATH("a request for another path", "p2p.server.path"),

	OLD_PROTOCOL("a client of Engine.IO v3", "p2p.server.allow-eio3"),

	TOO_MANY_CONNECTIONS("a client more than may be connected",
			"p2p.limits.connections or p2p.limits.connections-per-address"),

	TOO_MANY_HANDSHAKES("a client more than may connect in a second", "p2p.limits.handshakes-per-second"),

	TOO_MANY_EVENTS("a client that sends too much", "p2p.limits.events-per-second"),

	TOO_MANY_REQUESTS("a client that asks for too much", "p2p.limits"),

	TOO_LARGE("a client with a packet that is too large", "p2p.server.max-payload"),

	SLOW_CONSUMER("a client that does not read", "p2p.server.slow-consumer.max-queued"),

	NO_NAMESPACE("a client that connects to no namespace", "p2p.server.connect-timeout"),

	ANOTHER_PARSER("a client with another parser than socket.io-client's own, such as socket.io-msgpack-parser", null),

	INVALID_PACKET("a client with what is no packet", null),

	INVALID_REQUEST("a request that is none of Engine.IO", null),

	SHUTTING_DOWN("a client while the server stops", null);

	private final String what;

	private final @Nullable String property;

	Refusal(String what, @Nullable String property) {
		this.what = what;
		this.property = property;
	}

	String what() {
		return this.what;
	}

	/**
	 * The property that governs it.
	 * @return the property, {@code null} if it is for no application to decide
	 */
	@Nullable String property() {
		return this.property;
	}

	/**
	 * Whether somebody who runs the server should hear of it once: it may well be a
	 * client of their own.
	 */
	boolean isNoteworthy() {
		return this.property != null || this == ANOTHER_PARSER;
	}

}
