package io.p2p.cluster.redis;

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
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
			return RedisScript.bytes(this.prefix + "x:" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
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
