package io.p2p.engineio.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What the engine refuses clients, for the log, and the property with which an
 * application can allow it.
 *
 * @since 0.1.0
 */
public enum Refusal {

	/** A page of an origin that is not allowed. */
	FORBIDDEN_ORIGIN("a page of an origin that is not allowed", "p2p.server.allowed-origins"),

	/** A request for another path. */
	OTHER_PATH("a request for another path", "p2p.server.path"),

	/** A client of Engine.IO v3. */
	OLD_PROTOCOL("a client of Engine.IO v3", "p2p.server.allow-eio3"),

	/** A client beyond those that may be connected. */
	TOO_MANY_CONNECTIONS("a client more than may be connected",
			"p2p.limits.connections or p2p.limits.connections-per-address"),

	/** A client beyond those that may connect in one second. */
	TOO_MANY_HANDSHAKES("a client more than may connect in a second", "p2p.limits.handshakes-per-second"),

	/** A client that sends too many packets. */
	TOO_MANY_EVENTS("a client that sends too much", "p2p.limits.events-per-second"),

	/** A client that makes too many requests, such as joins or signals. */
	TOO_MANY_REQUESTS("a client that asks for too much", "p2p.limits"),

	/** A client with a packet that is too large. */
	TOO_LARGE("a client with a packet that is too large", "p2p.server.max-payload"),

	/** A client that does not read. */
	SLOW_CONSUMER("a client that does not read", "p2p.server.slow-consumer.max-queued"),

	/** A client that connects to no namespace. */
	NO_NAMESPACE("a client that connects to no namespace", "p2p.server.connect-timeout"),

	/** A client with another parser than socket.io-client's own. */
	ANOTHER_PARSER("a client with another parser than socket.io-client's own, such as socket.io-msgpack-parser", null),

	/** A client that sends something that is no packet. */
	INVALID_PACKET("a client with what is no packet", null),

	/** A request that is not valid in Engine.IO. */
	INVALID_REQUEST("a request that is none of Engine.IO", null),

	/** A client while the server stops. */
	SHUTTING_DOWN("a client while the server stops", null);

	private final String what;

	private final @Nullable String property;

	Refusal(String what, @Nullable String property) {
		this.what = what;
		this.property = property;
	}

	/**
	 * What is refused, for the log.
	 * @return a part of a sentence
	 */
	public String what() {
		return this.what;
	}

	/**
	 * The property that allows it.
	 * @return the property, {@code null} if there is none
	 */
	public @Nullable String property() {
		return this.property;
	}

	/**
	 * Whether the first refusal of its kind is logged as a warning, since the client may
	 * well be one of the application's own.
	 * @return {@code false} if it is logged at DEBUG only
	 */
	public boolean isNoteworthy() {
		return this.property != null || this == ANOTHER_PARSER;
	}

}
