package io.p2p.socketio.wire;

/**
 * Bytes from a client that are no packet. Its connection is closed: whatever follows
 * would be guesswork.
 */
final class InvalidPacketException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidPacketException(String message) {
		super(message, null, false, false);
	}

}
