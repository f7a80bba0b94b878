package io.p2p.engineio.protocol;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * A client has sent bytes that are no valid packet. Its session ends, as nothing behind
 * them could be interpreted reliably.
 *
 * @since 0.1.0
 */
public class InvalidPacketException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Fault fault;

	/**
	 * Create the exception for bytes that are no packet.
	 * @param message what is wrong with them
	 */
	public InvalidPacketException(String message) {
		this(Fault.NO_PACKET, message);
	}

	/**
	 * Create the exception.
	 * @param fault what kind of fault it is
	 * @param message what is wrong with the bytes
	 */
	public InvalidPacketException(Fault fault, String message) {
		super(message, null, false, false);
		this.fault = fault;
	}

	/**
	 * Create the exception for a packet that is too large.
	 * @param limit how many bytes a packet may have
	 * @return the exception
	 */
	public static InvalidPacketException tooLarge(long limit) {
		return new InvalidPacketException(Fault.TOO_LARGE, "More than " + limit + " bytes");
	}

	/**
	 * What kind of fault it is.
	 * @return the fault
	 */
	public Fault fault() {
		return this.fault;
	}

	/**
	 * What is wrong with the bytes.
	 */
	@SuppressWarnings("ImmutableEnumChecker") // Netty's status is immutable and does not
												// say so
	public enum Fault {

		/**
		 * The bytes are no packet.
		 */
		NO_PACKET(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR),

		/**
		 * The bytes are no valid WebSocket frame (RFC 6455).
		 */
		NO_FRAME(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR),

		/**
		 * The text is not valid UTF-8.
		 */
		NO_TEXT(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.INVALID_PAYLOAD_DATA),

		/**
		 * There are more bytes than allowed.
		 */
		TOO_LARGE(Refusal.TOO_LARGE, EngineError.TOO_LARGE, WebSocketCloseStatus.MESSAGE_TOO_BIG),

		/**
		 * The client uses another Socket.IO parser, such as socket.io-msgpack-parser.
		 */
		ANOTHER_PARSER(Refusal.ANOTHER_PARSER, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR);

		private final Refusal refusal;

		private final EngineError error;

		private final WebSocketCloseStatus status;

		Fault(Refusal refusal, EngineError error, WebSocketCloseStatus status) {
			this.refusal = refusal;
			this.error = error;
			this.status = status;
		}

		/**
		 * What the log says of it.
		 * @return the refusal
		 */
		public Refusal refusal() {
			return this.refusal;
		}

		/**
		 * The error with which a POST is answered.
		 * @return the error
		 */
		public EngineError error() {
			return this.error;
		}

		/**
		 * The status with which a WebSocket is closed.
		 * @return the status of the close frame
		 */
		public WebSocketCloseStatus status() {
			return this.status;
		}

	}

}
