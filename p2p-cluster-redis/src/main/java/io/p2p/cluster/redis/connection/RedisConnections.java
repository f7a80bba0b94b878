package io.p2p.cluster.redis.connection;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to the servers of Redis, and knows which one has a key. The
 * connections don't reconnect by themselves: Lettuce would repeat commands then, some
 * twice and out of order.
 */
interface RedisConnections {

	/**
	 * Find the server that has the keys of a slot.
	 * @return the server, {@code null} if that is not known before a {@link #refresh}
	 */
	@Nullable RedisURI target(int slot);

	/**
	 * All servers that have keys.
	 */
	Set<RedisURI> targets();

	/**
	 * Ask anew which server has which keys.
	 */
	CompletableFuture<Void> refresh();

	CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(RedisURI target);

	CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> connectChannels(RedisURI target);

	/**
	 * Whether channels live on one server each, as keys do.
	 */
	boolean sharded();

	/**
	 * End all connections.
	 */
	CompletableFuture<Void> close();

	/**
	 * The options of connections that the store reconnects itself.
	 */
	static ClientOptions withoutReconnect(ClientOptions options) {
		return options.mutate()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
			.build();
	}

}
