package io.p2p.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;

import io.p2p.cluster.redis.connection.RedisCall;
import io.p2p.cluster.redis.connection.RedisProcess;

/**
 * The scripts that Redis runs, one step each.
 */
enum RedisScript {

	APPEND, LOAD, READ, CHECKPOINT, CLAIM, KEEP, RELEASE, FAREWELL, LIST, ENLIST, LOCATE, PEERS, RENEW, LEAVE;

	private static final Set<RedisScript> WITH_LISTS = EnumSet.of(APPEND, LOAD, READ, CLAIM, FAREWELL, LOCATE, PEERS,
			RENEW);

	private final String text;

	private final String digest;

	RedisScript() {
		String file = name().toLowerCase(Locale.ROOT) + ".lua";
		try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
			if (in == null) {
				throw new IllegalStateException(file + " is missing");
			}
			byte[] bytes = in.readAllBytes();
			this.text = new String(bytes, StandardCharsets.UTF_8);
			this.digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A call of the script. Replies with integers as {@code Long} and strings as bytes.
	 * @param arguments numbers, texts and bytes
	 */
	RedisCall<Object> call(List<byte[]> keys, Object... arguments) {
		return (redis, whole) -> run(redis, whole, keys, arguments);
	}

	RedisFuture<Object> run(RedisProcess redis, boolean whole, List<byte[]> keys, Object... arguments) {
		ScriptOutputType type = WITH_LISTS.contains(this) ? ScriptOutputType.MULTI : ScriptOutputType.INTEGER;
		byte[][] names = keys.toArray(byte[][]::new);
		byte[][] values = new byte[arguments.length][];
		for (int i = 0; i < values.length; i++) {
			values[i] = (arguments[i] instanceof byte[] raw) ? raw : bytes(arguments[i].toString());
		}
		return (!redis.knows(this.digest) || whole) ? redis.commands().eval(this.text, type, names, values)
				: redis.commands().evalsha(this.digest, type, names, values);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
