package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the scripts keep of a room, as they pack it.
 */
record RoomState(String epoch, long head, long stamp, long bytes, long max, boolean held, long checkpoint, long trim,
		int members, int writers, String run) {

	static RoomState of(byte[] packed) {
		ByteBuffer buffer = ByteBuffer.wrap(packed);
		String epoch = text(buffer, 8);
		long head = buffer.getLong();
		long stamp = buffer.getLong();
		long bytes = buffer.getLong();
		long max = buffer.getLong();
		boolean held = buffer.get() == 1;
		long checkpoint = buffer.getLong();
		long trim = buffer.getLong();
		buffer.getLong();
		buffer.getLong();
		int members = buffer.getInt();
		int writers = buffer.getInt();
		buffer.getLong();
		return new RoomState(epoch, head, stamp, bytes, max, held, checkpoint, trim, members, writers,
				text(buffer, 16));
	}

	private static String text(ByteBuffer buffer, int length) {
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return new String(bytes, StandardCharsets.US_ASCII);
	}

}
