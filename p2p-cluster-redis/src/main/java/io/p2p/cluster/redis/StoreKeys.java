package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import io.p2p.cluster.redis.log.EntryCodec;

/**
 * The names of the keys of one application.
 */
final class StoreKeys {

	private final String prefix;

	StoreKeys(String application) {
		this.prefix = "p2p:" + application + ":";
	}

	RoomKeys room(String name) {
		String room = this.prefix + "{r" + EntryCodec.wellFormed(name) + "}:";
		return new RoomKeys(
				Stream.of("s", "l", "k", "c", "g", "h").map((key) -> RedisScript.bytes(room + key)).toList());
	}

	byte[] session(String token) {
		return RedisScript.bytes(this.prefix + "x:" + hash(token.getBytes(StandardCharsets.UTF_8)));
	}

	byte[] peer(String id) {
		return RedisScript.bytes(this.prefix + "d:" + hash(id));
	}

	byte[] user(String name) {
		return RedisScript.bytes(this.prefix + "u:" + hash(name));
	}

	/**
	 * A hash of a string that may be no Unicode: in UTF-8, half characters become alike.
	 */
	static String hash(String text) {
		ByteBuffer units = ByteBuffer.allocate(2 * text.length());
		units.asCharBuffer().put(text);
		return hash(units.array());
	}

	private static String hash(byte[] bytes) {
		try {
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The leases, and the channel on which it is said that one has ended.
	 */
	byte[] nodes() {
		return RedisScript.bytes(this.prefix + "nodes");
	}

	byte[] channel(String node) {
		return RedisScript.bytes(this.prefix + "n:" + node);
	}

	/**
	 * The keys of a room, all in one slot, as the scripts take them.
	 *
	 * @param all the state, the log, the checkpoint, the channel, and who has left, now
	 * and before
	 */
	record RoomKeys(List<byte[]> all) {

		byte[] state() {
			return this.all.get(0);
		}

		byte[] channel() {
			return this.all.get(3);
		}

	}

}
