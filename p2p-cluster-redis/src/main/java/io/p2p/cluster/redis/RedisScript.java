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
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * The scripts that Redis runs, one step each.
 */
enum RedisScript {

	APPEND, LOAD, READ, CHECKPOINT, DELETE, CLAIM, KEEP, RELEASE, FAREWELL, LIST, ENLIST, LOCATE, PEERS, RENEW, LEAVE;

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
	 */
	RedisCall<Object> call(List<byte[]> keys, List<byte[]> arguments) {
		byte[][] keyArray = keys.toArray(byte[][]::new);
		byte[][] values = arguments.toArray(byte[][]::new);
		return (commands, whole) -> run(commands, whole, keyArray, values);
	}

	private RedisFuture<Object> run(RedisAsyncCommands<byte[], byte[]> commands, boolean whole, byte[][] keys,
			byte[][] values) {
		ScriptOutputType type = WITH_LISTS.contains(this) ? ScriptOutputType.MULTI : ScriptOutputType.INTEGER;
		return whole ? commands.eval(this.text, type, keys, values) : commands.evalsha(this.digest, type, keys, values);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] bytes(long number) {
		return bytes(Long.toString(number));
	}

}
