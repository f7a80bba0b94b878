package io.p2p.engineio.protocol;

import io.netty.handler.codec.http.HttpResponseStatus;

import io.p2p.engineio.Transport;

/**
 * Why a request is refused, with the numbers and words of Engine.IO.
 */
enum EngineError {

	TRANSPORT_UNKNOWN(0, "Transport unknown", Refusal.INVALID_REQUEST),

	UNKNOWN_SID(1, "Session ID unknown", Refusal.INVALID_REQUEST),

	BAD_HANDSHAKE_METHOD(2, "Bad handshake method", Refusal.INVALID_REQUEST),

	BAD_REQUEST(3, "Bad request", Refusal.INVALID_REQUEST),

	FORBIDDEN_ORIGIN(4, "Forbidden: this origin is not in p2p.server.allowed-origins", 403, Refusal.FORBIDDEN_ORIGIN),

	TOO_LARGE(3, "Bad request: the packets are larger than p2p.server.max-payload", 413, Refusal.TOO_LARGE),

	UNSUPPORTED_VERSION(5, "Unsupported protocol version", Refusal.INVALID_REQUEST),

	TOO_MANY_CONNECTIONS(4, "Forbidden: too many connections", 503, Refusal.TOO_MANY_CONNECTIONS),

	TOO_MANY_HANDSHAKES(4, "Forbidden: too many handshakes", 429, Refusal.TOO_MANY_HANDSHAKES),

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
	 * What the log is told of it.
	 */
	Refusal refusal() {
		return this.refusal;
	}

	String message() {
		return this.message;
	}

	HttpResponseStatus status() {
		return HttpResponseStatus.valueOf(this.status);
	}

	String json() {
		return "{\"code\":" + this.code + ",\"message\":\"" + this.message + "\"}";
	}

}
