package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

import io.lettuce.core.cluster.SlotHash;
import org.springframework.util.Assert;

/**
 * The names of the keys of one application.
 */
final class StoreKeys {

	private static final int MAX_NAME = 256;

	private final String prefix;

	StoreKeys(String application) {
		this.prefix = "p2p:" + application + ":";
	}

	RoomKeys room(String name) {
		return new RoomKeys(this.prefix + "{r" + wellFormed(name) + "}:");
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
	 * Names are stored as UTF-8, which has no half characters: two names with different
	 * halves would become one.
	 */
	static String wellFormed(String name) {
		Assert.isTrue(name.length() <= MAX_NAME, "Names must not have more than " + MAX_NAME + " characters");
		for (int i = 0; i < name.length(); i++) {
			if (Character.isSurrogate(name.charAt(i))) {
				Assert.isTrue(Character.isHighSurrogate(name.charAt(i)) && i + 1 < name.length()
						&& Character.isLowSurrogate(name.charAt(i + 1)), "Names must be well-formed");
				i++;
			}
		}
		return name;
	}

	static int slot(byte[] key) {
		return SlotHash.getSlot(key);
	}

	/**
	 * The keys of a room, all in one slot.
	 */
	static final class RoomKeys {

		private final byte[] state;

		private final byte[] peers;

		private final byte[] log;

		private final byte[] checkpoint;

		private final byte[] channel;

		private final int slot;

		RoomKeys(String prefix) {
			this.state = RedisScript.bytes(prefix + "s");
			this.peers = RedisScript.bytes(prefix + "p");
			this.log = RedisScript.bytes(prefix + "l");
			this.checkpoint = RedisScript.bytes(prefix + "k");
			this.channel = RedisScript.bytes(prefix + "c");
			this.slot = StoreKeys.slot(this.state);
		}

		int slot() {
			return this.slot;
		}

		byte[] channel() {
			return this.channel;
		}

		List<byte[]> forAppend() {
			return List.of(this.state, this.peers, this.log, this.checkpoint, this.channel);
		}

		List<byte[]> forLoad() {
			return List.of(this.state, this.peers, this.log, this.checkpoint);
		}

		List<byte[]> forRead() {
			return List.of(this.state, this.log, this.peers, this.checkpoint);
		}

		List<byte[]> forCheckpoint() {
			return List.of(this.state, this.checkpoint);
		}

		List<byte[]> forDelete() {
			return List.of(this.state, this.log);
		}

	}

}
