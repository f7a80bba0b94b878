package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * WebSocket frames as a client sends them.
 */
final class WebSocketFrames {

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	private static final int FIN = 0x80;

	private static final int MASKED = 0x80;

	private static final int SHORT_LENGTH = 125;

	private static final int MEDIUM_LENGTH = 0xffff;

	private static final int MEDIUM = 126;

	private static final int LONG = 127;

	private static final int MAX_HEADER = 14;

	// one key for all, so that a frame is masked once however often it is sent
	private static final int MASK = 0x37fa213d;

	private WebSocketFrames() {
	}

	static ByteBuffer text(String text) {
		return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	static ByteBuffer frame(int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocateDirect(MAX_HEADER + payload.length);
		frame.put((byte) (FIN | opcode));
		if (payload.length <= SHORT_LENGTH) {
			frame.put((byte) (MASKED | payload.length));
		}
		else if (payload.length <= MEDIUM_LENGTH) {
			frame.put((byte) (MASKED | MEDIUM)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (MASKED | LONG)).putLong(payload.length);
		}
		frame.putInt(MASK);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ (MASK >> (24 - 8 * (i & 3)))));
		}
		return frame.flip();
	}

	static ByteBuffer concat(ByteBuffer first, ByteBuffer second) {
		return ByteBuffer.allocateDirect(first.remaining() + second.remaining()).put(first).put(second).flip();
	}

}
