package io.p2p.socketio.wire;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why a request is refused, with the numbers and words of Engine.IO.
 */
enum EngineError {

	TRANSPORT_UNKNOWN(0, "Transport unknown"),

	UNKNOWN_SID(1, "Session ID unknown"),

	BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),

	BAD_REQUEST(3, "Bad request"),

	FORBIDDEN_ORIGIN(4, "Forbidden: this origin is not in p2p.server.allowed-origins", 403),

	UNSUPPORTED_VERSION(5, "Unsupported protocol version"),

	TOO_MANY_CONNECTIONS(4, "Forbidden: too many connections", 503),

	TOO_MANY_HANDSHAKES(4, "Forbidden: too many handshakes", 429),

	SHUTTING_DOWN(4, "Forbidden: the server is shutting down", 503);

	private final int code;

	private final String message;

	private final int status;

	EngineError(int code, String message) {
		this(code, message, 400);
	}

	EngineError(int code, String message, int status) {
		this.code = code;
		this.message = message;
		this.status = status;
	}

	HttpResponseStatus status() {
		return HttpResponseStatus.valueOf(this.status);
	}

	String json() {
		return "{\"code\":" + this.code + ",\"message\":\"" + this.message + "\"}";
	}

}
