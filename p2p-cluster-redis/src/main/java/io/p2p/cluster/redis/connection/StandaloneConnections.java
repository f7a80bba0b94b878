package io.p2p.cluster.redis.connection;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * One server, or whichever Sentinel says is the master at the time of a connect. Makes a
 * client of its own on the threads of the one it is given, whose options stay as they
 * are.
 */
final class StandaloneConnections implements RedisConnections {

	private final RedisClient client;

	private final RedisURI uri;

	StandaloneConnections(RedisClient client, RedisURI uri) {
		this.client = RedisClient.create(client.getResources());
		this.client.setOptions(RedisConnections.withoutReconnect(client.getOptions()));
		this.uri = uri;
	}

	@Override
	public RedisURI target(int slot) {
		return this.uri;
	}

	@Override
	public Set<RedisURI> targets() {
		return Set.of(this.uri);
	}

	@Override
	public CompletableFuture<Void> refresh() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(RedisURI target) {
		return this.client.connectAsync(ByteArrayCodec.INSTANCE, target).toCompletableFuture();
	}

	@Override
	public CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> connectChannels(RedisURI target) {
		return this.client.connectPubSubAsync(ByteArrayCodec.INSTANCE, target).toCompletableFuture();
	}

	@Override
	public boolean sharded() {
		return false;
	}

	@Override
	public CompletableFuture<Void> close() {
		return this.client.shutdownAsync(0, 1, TimeUnit.SECONDS);
	}

}
