package io.p2p.cluster.redis.connection;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of Redis at the other end of a connection.
 *
 * @since 0.1.0
 */
public final class RedisProcess {

	private static final Logger log = LoggerFactory.getLogger(RedisProcess.class);

	private static final Pattern RUN = Pattern.compile("(?m)^run_id:([0-9a-f]{16})");

	private static final Pattern TIME = Pattern.compile("(?m)^server_time_usec:(\\d{1,18})");

	private static final String UNKNOWN = "-".repeat(16);

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final String run;

	// what its clock is ahead of this machine's nanoTime, in milliseconds
	private final long ahead;

	private RedisProcess(StatefulRedisConnection<byte[], byte[]> connection, String info) {
		this.connection = connection;
		Matcher id = RUN.matcher(info);
		this.run = id.find() ? id.group(1) : UNKNOWN;
		Matcher clock = TIME.matcher(info);
		long time = clock.find() ? Long.parseLong(clock.group(1)) / 1000 : System.currentTimeMillis();
		this.ahead = time - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	static CompletableFuture<RedisProcess> of(StatefulRedisConnection<byte[], byte[]> connection) {
		return connection.async().info("server").toCompletableFuture().exceptionally((ex) -> {
			if (ex instanceof RedisCommandExecutionException) {
				log.warn("Redis does not say which process it is, so a failover that loses data may not be noticed: {}",
						ex.getMessage());
				return "";
			}
			throw new IllegalStateException(ex);
		}).thenApply((info) -> new RedisProcess(connection, info));
	}

	/**
	 * The connection's commands.
	 * @return the commands
	 */
	public RedisAsyncCommands<byte[], byte[]> commands() {
		return this.connection.async();
	}

	/**
	 * The name of the process: another one after a restart, and after a failover.
	 * @return a word of 16 characters
	 */
	public String run() {
		return this.run;
	}

	/**
	 * What time it is at Redis.
	 * @return about its clock, in milliseconds
	 */
	public long time() {
		return this.ahead + TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	/**
	 * Whether Redis should know a script: one that has been sent by this connection as a
	 * whole. What comes behind it need not be sent again then, and stays in order.
	 * @param digest the digest of the script
	 * @return {@code false} the first time
	 */
	public boolean knows(String digest) {
		return !this.known.add(digest);
	}

	StatefulRedisConnection<byte[], byte[]> connection() {
		return this.connection;
	}

}
