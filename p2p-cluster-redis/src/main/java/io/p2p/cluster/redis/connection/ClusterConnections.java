package io.p2p.cluster.redis.connection;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

/**
 * The masters of a Redis Cluster. Lettuce's cluster client says which there are; the
 * connections are plain ones, one to each, so that what is sent to a master stays in
 * order.
 */
final class ClusterConnections implements RedisConnections {

	private final RedisClusterClient topology;

	private final RedisClient client;

	private final AtomicReference<@Nullable CompletableFuture<Void>> refreshing = new AtomicReference<>();

	private volatile @Nullable Partitions partitions;

	ClusterConnections(RedisClusterClient client) {
		this.topology = client;
		this.client = RedisClient.create(client.getResources());
		this.client.setOptions(RedisConnections.withoutReconnect(client.getOptions()));
	}

	@Override
	public @Nullable RedisURI target(int slot) {
		Partitions known = this.partitions;
		RedisClusterNode node = (known != null) ? known.getMasterBySlot(slot) : null;
		return (node != null) ? node.getUri() : null;
	}

	@Override
	public Set<RedisURI> targets() {
		Partitions known = this.partitions;
		return (known != null) ? known.getPartitions()
			.stream()
			.filter((node) -> !node.getSlots().isEmpty())
			.map(RedisClusterNode::getUri)
			.collect(Collectors.toSet()) : Set.of();
	}

	@Override
	public CompletableFuture<Void> refresh() {
		CompletableFuture<Void> refresh = new CompletableFuture<>();
		CompletableFuture<Void> running = this.refreshing.compareAndExchange(null, refresh);
		if (running != null) {
			return running;
		}
		this.topology.refreshPartitionsAsync().whenComplete((done, ex) -> {
			if (ex == null) {
				// Known by now: this does not block
				this.partitions = this.topology.getPartitions();
			}
			this.refreshing.set(null);
			refresh.complete(null);
		});
		return refresh;
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
		return true;
	}

	@Override
	public CompletableFuture<Void> close() {
		return this.client.shutdownAsync(0, 1, TimeUnit.SECONDS);
	}

}
