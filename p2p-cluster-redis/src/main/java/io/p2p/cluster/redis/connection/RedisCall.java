package io.p2p.cluster.redis.connection;

import io.lettuce.core.RedisFuture;

/**
 * What is asked of Redis, in a way that may be repeated.
 *
 * @param <T> the type of the reply
 * @since 0.1.0
 */
@FunctionalInterface
public interface RedisCall<T> {

	/**
	 * Send the command.
	 * @param redis the process of Redis
	 * @param whole whether a script is sent as a whole, because Redis does not know it
	 * @return the reply
	 */
	RedisFuture<T> on(RedisProcess redis, boolean whole);

}
