package io.p2p.engineio.protocol;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * Bytes from a client that are no packet. Its connection is closed: whatever follows
 * would be guesswork.
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
	 * The exception for what is too large.
	 * @param limit how many bytes it may have
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
		 * They are none.
		 */
		NO_PACKET(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR),

		/**
		 * They are no frame of a WebSocket.
		 */
		NO_FRAME(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.PROTOCOL_ERROR),

		/**
		 * They are no UTF-8.
		 */
		NO_TEXT(Refusal.INVALID_PACKET, EngineError.BAD_REQUEST, WebSocketCloseStatus.INVALID_PAYLOAD_DATA),

		/**
		 * There are too many of them.
		 */
		TOO_LARGE(Refusal.TOO_LARGE, EngineError.TOO_LARGE, WebSocketCloseStatus.MESSAGE_TOO_BIG),

		/**
		 * The client speaks with another parser than this server.
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
		 * What is counted and logged.
		 * @return the refusal
		 */
		public Refusal refusal() {
			return this.refusal;
		}

		/**
		 * What a client that posts is told.
		 * @return the error
		 */
		public EngineError error() {
			return this.error;
		}

		/**
		 * What a client with a WebSocket is told.
		 * @return the status of the close frame
		 */
		public WebSocketCloseStatus status() {
			return this.status;
		}

	}

}
