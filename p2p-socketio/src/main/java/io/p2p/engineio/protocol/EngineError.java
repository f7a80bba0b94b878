package io.p2p.engineio.protocol;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why a request is refused, with the error codes of Engine.IO.
 *
 * @since 0.1.0
 */
public enum EngineError {

	/** The transport is neither {@code polling} nor {@code websocket}. */
	TRANSPORT_UNKNOWN(0, "Transport unknown", Refusal.INVALID_REQUEST),

	/** There is no session of that {@code sid}, or it has ended. */
	UNKNOWN_SID(1, "Session ID unknown", Refusal.INVALID_REQUEST),

	/** A session begins with a GET. */
	BAD_HANDSHAKE_METHOD(2, "Bad handshake method", Refusal.INVALID_REQUEST),

	/** The request is not valid in Engine.IO, or not at this time. */
	BAD_REQUEST(3, "Bad request", Refusal.INVALID_REQUEST),

	/** The page may not connect. */
	FORBIDDEN_ORIGIN(4, "Forbidden: this origin is not in p2p.server.allowed-origins", 403, Refusal.FORBIDDEN_ORIGIN),

	/** The body is too large. */
	TOO_LARGE(3, "Bad request: the packets are larger than p2p.server.max-payload", 413, Refusal.TOO_LARGE),

	/** The client speaks another revision of Engine.IO. */
	UNSUPPORTED_VERSION(5, "Unsupported protocol version", Refusal.INVALID_REQUEST),

	/** There are as many sessions as {@code p2p.limits} allows. */
	TOO_MANY_CONNECTIONS(4, "Forbidden: too many connections", 503, Refusal.TOO_MANY_CONNECTIONS),

	/** Too many sessions begin from one address. */
	TOO_MANY_HANDSHAKES(4, "Forbidden: too many handshakes", 429, Refusal.TOO_MANY_HANDSHAKES),

	/** The server is about to stop. */
	SHUTTING_DOWN(4, "Forbidden: the server is shutting down", 503, Refusal.SHUTTING_DOWN);

	private final int code;

	private final String message;

	private final int status;

	private final Refusal refusal;

	EngineError(int code, String message, Refusal refusal) {
		this(code, message, 400, refusal);
	}

	EngineError(int code, String message, int status, Refusal refusal) {
		this.code = code;
		this.message = message;
		this.status = status;
		this.refusal = refusal;
	}

	/**
	 * What the log says of it.
	 * @return the refusal
	 */
	public Refusal refusal() {
		return this.refusal;
	}

	/**
	 * The message for the client.
	 * @return the message
	 */
	public String message() {
		return this.message;
	}

	/**
	 * The HTTP status of the response.
	 * @return the status
	 */
	public HttpResponseStatus status() {
		return HttpResponseStatus.valueOf(this.status);
	}

	/**
	 * The body of the response.
	 * @return a JSON object
	 */
	public String json() {
		return "{\"code\":" + this.code + ",\"message\":\"" + this.message + "\"}";
	}

}
