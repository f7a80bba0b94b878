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

	FORBIDDEN_ORIGIN(4, "Forbidden: this origin is not in p2p.server.allowed-origins"),

	UNSUPPORTED_VERSION(5, "Unsupported protocol version");

	private final int code;

	private final String message;

	EngineError(int code, String message) {
		this.code = code;
		this.message = message;
	}

	HttpResponseStatus status() {
		return (this != FORBIDDEN_ORIGIN) ? HttpResponseStatus.BAD_REQUEST : HttpResponseStatus.FORBIDDEN;
	}

	String json() {
		return "{\"code\":" + this.code + ",\"message\":\"" + this.message + "\"}";
	}

}
