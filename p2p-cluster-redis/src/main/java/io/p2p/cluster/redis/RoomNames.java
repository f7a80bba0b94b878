package io.p2p.cluster.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.p2p.cluster.redis.log.EntryCodec;
import io.p2p.cluster.redis.log.MalformedDataException;

/**
 * Writes names of rooms into one value: each with its length before it.
 */
final class RoomNames {

	private RoomNames() {
	}

	static byte[] encode(List<String> names) {
		List<byte[]> all = names.stream()
			.map((name) -> EntryCodec.wellFormed(name).getBytes(StandardCharsets.UTF_8))
			.toList();
		ByteBuffer value = ByteBuffer.allocate(all.stream().mapToInt((name) -> 2 + name.length).sum());
		all.forEach((name) -> value.putShort((short) name.length).put(name));
		return value.array();
	}

	static List<String> decode(byte[] value) {
		ByteBuffer bytes = ByteBuffer.wrap(value);
		List<String> names = new ArrayList<>();
		try {
			while (bytes.hasRemaining()) {
				byte[] name = new byte[Math.min(Short.toUnsignedInt(bytes.getShort()), bytes.remaining() + 1)];
				bytes.get(name);
				names.add(new String(name, StandardCharsets.UTF_8));
			}
		}
		catch (BufferUnderflowException ex) {
			throw new MalformedDataException("rooms of a peer that are cut off");
		}
		return names;
	}

}
