package io.p2p.socketio;

import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * JSON that is nested too deep. The scanner has not looked at the rest of it.
 */
final class TooDeepException extends InvalidPacketException {

	private static final long serialVersionUID = 1L;

	TooDeepException() {
		super("JSON nested too deep");
	}

}
