package io.p2p.socketio.wire;

import java.nio.charset.StandardCharsets;

/**
 * An Engine.IO packet on its way out: text with its type digit, or a binary message.
 *
 * @param binary whether the bytes are a binary message
 * @param bytes what goes over the wire, shared between recipients
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares frames
public record Frame(boolean binary, byte[] bytes) {

	static Frame text(String text) {
		return new Frame(false, text.getBytes(StandardCharsets.UTF_8));
	}

}
