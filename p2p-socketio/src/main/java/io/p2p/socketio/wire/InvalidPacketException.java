package io.p2p.socketio.wire;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from a client that are no packet. Its connection is closed: whatever follows
 * would be guesswork.
 */
class InvalidPacketException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Fault fault;

	InvalidPacketException(String message) {
		this(Fault.NO_PACKET, message);
	}

	InvalidPacketException(Fault fault, String message) {
		super(message, null, false, false);
		this.fault = fault;
	}

	static InvalidPacketException tooLarge(long limit) {
		return new InvalidPacketException(Fault.TOO_LARGE, "More than " + limit + " bytes");
	}

	/**
	 * The failure of a WebSocket's frames as what the client has done.
	 * @return {@code null} if it is another failure
	 */
	static @Nullable InvalidPacketException of(Throwable failure) {
		if (failure instanceof InvalidPacketException invalid) {
			return invalid;
		}
		if (!(failure instanceof DecoderException)) {
			return null;
		}
		boolean large = failure instanceof TooLongFrameException
				|| (failure instanceof CorruptedWebSocketFrameException corrupted
						&& WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(corrupted.closeStatus()));
		return new InvalidPacketException(large ? Fault.TOO_LARGE : Fault.NO_FRAME,
				"WebSocket: " + failure.getMessage());
	}

	Fault fault() {
		return this.fault;
	}

	/**
	 * What is wrong with the bytes.
	 */
	@SuppressWarnings("ImmutableEnumChecker") // Netty's status is immutable and does not
												// say so
	enum Fault {

		NO_PACKET(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR),

		NO_FRAME(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR),

		NO_TEXT(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.INVALID_PAYLOAD_DATA),

		TOO_LARGE(Refusal.TOO_LARGE, EngineError.TOO_LARGE, WebSocketCloseStatus.MESSAGE_TOO_BIG),

		ANOTHER_PARSER(Refusal.ANOTHER_PARSER, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR);

		private final Refusal refusal;

		private final EngineError error;

		private final WebSocketCloseStatus status;

		Fault(Refusal refusal, EngineError error, WebSocketCloseStatus status) {
			this.refusal = refusal;
			this.error = error;
			this.status = status;
		}

		Refusal refusal() {
			return this.refusal;
		}

		/**
		 * How its session ends.
		 */
		CloseReason reason() {
			return (this == NO_FRAME || this == TOO_LARGE) ? CloseReason.TRANSPORT_ERROR : CloseReason.PARSE_ERROR;
		}

		/**
		 * What a client that posts is told.
		 */
		EngineError error() {
			return this.error;
		}

		/**
		 * What a client with a WebSocket is told.
		 */
		WebSocketCloseStatus status() {
			return this.status;
		}

	}

}
