package io.p2p.cluster.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * What is asked of Redis, in a way that may be repeated.
 *
 * @param <T> the type of the reply
 */
@FunctionalInterface
interface RedisCall<T> {

	/**
	 * Send the command.
	 * @param commands the connection
	 * @param whole whether a script is sent as a whole, because Redis does not know it
	 */
	RedisFuture<T> on(RedisAsyncCommands<byte[], byte[]> commands, boolean whole);

}
