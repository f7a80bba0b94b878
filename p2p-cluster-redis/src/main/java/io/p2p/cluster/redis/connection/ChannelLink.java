package io.p2p.cluster.redis.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

import io.p2p.cluster.redis.connection.Channels.Subscription;

/**
 * The connection for channels of one server of Redis.
 */
final class ChannelLink
		extends Link<StatefulRedisPubSubConnection<byte[], byte[]>, StatefulRedisPubSubConnection<byte[], byte[]>> {

	/**
	 * Channels in one command.
	 */
	private static final int CHUNK = 256;

	private final RedisConnections connections;

	private final Channels channels;

	private final Map<ByteBuffer, Subscription> subscriptions = new HashMap<>();

	ChannelLink(RedisURI target, RedisConnections connections, StoreThreads threads, Channels channels) {
		super(target, threads);
		this.connections = connections;
		this.channels = channels;
	}

	@SuppressWarnings("ReferenceEquality") // a later subscription of the channel is
											// another one
	synchronized boolean has(Subscription subscription) {
		return this.subscriptions.get(subscription.key()) == subscription;
	}

	@Override
	synchronized boolean idle() {
		return this.subscriptions.isEmpty();
	}

	synchronized void add(Subscription subscription) {
		this.subscriptions.put(subscription.key(), subscription);
		StatefulRedisPubSubConnection<byte[], byte[]> present = connection();
		if (present != null) {
			subscribe(present, List.of(subscription));
		}
	}

	synchronized void remove(Subscription subscription) {
		StatefulRedisPubSubConnection<byte[], byte[]> present = connection();
		if (!this.subscriptions.remove(subscription.key(), subscription) || present == null) {
			return;
		}
		if (this.connections.sharded()) {
			present.async().sunsubscribe(subscription.channel());
		}
		else {
			present.async().unsubscribe(subscription.channel());
		}
	}

	private void subscribe(StatefulRedisPubSubConnection<byte[], byte[]> present, List<Subscription> some) {
		// Channels of several slots cannot be in one command
		int chunk = this.connections.sharded() ? 1 : CHUNK;
		for (int i = 0; i < some.size(); i += chunk) {
			byte[][] names = some.subList(i, Math.min(i + chunk, some.size()))
				.stream()
				.map(Subscription::channel)
				.toArray(byte[][]::new);
			(this.connections.sharded() ? present.async().ssubscribe(names) : present.async().subscribe(names))
				.whenComplete((done, ex) -> {
					if (ex != null && present.isOpen()) {
						threads().later(() -> down(present), StoreThreads.backoff(3));
					}
				});
		}
	}

	@Override
	CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> open() {
		return this.connections.connectChannels(target());
	}

	@Override
	CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> prepare(
			StatefulRedisPubSubConnection<byte[], byte[]> made) {
		return CompletableFuture.completedFuture(made);
	}

	@Override
	void begin(StatefulRedisPubSubConnection<byte[], byte[]> made) {
		made.addListener(new Listener(made));
		subscribe(made, new ArrayList<>(this.subscriptions.values()));
	}

	@Override
	void end() {
		// Whatever is subscribed to is again on the next one
	}

	@Override
	void came() {
		// Each channel says so itself
	}

	@Override
	void went(@Nullable Throwable ex) {
		this.channels.moved();
	}

	/**
	 * Ask the server for a sign of life.
	 */
	@Override
	void watch() {
		StatefulRedisPubSubConnection<byte[], byte[]> present = connection();
		if (present != null) {
			present.async()
				.ping()
				.toCompletableFuture()
				.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
				.whenComplete((pong, ex) -> {
					if (ex != null) {
						down(present);
					}
				});
		}
	}

	/**
	 * The server has taken a channel away.
	 */
	@SuppressWarnings("ReferenceEquality") // each connection ends once
	private void taken(StatefulRedisPubSubConnection<byte[], byte[]> from, byte[] channel) {
		boolean taken;
		synchronized (this) {
			taken = connection() == from && this.subscriptions.remove(ByteBuffer.wrap(channel)) != null;
		}
		if (taken) {
			this.channels.moved();
		}
	}

	/**
	 * Hears what comes on the connection.
	 */
	private final class Listener extends RedisPubSubAdapter<byte[], byte[]> {

		private final StatefulRedisPubSubConnection<byte[], byte[]> connection;

		Listener(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
			this.connection = connection;
		}

		@Override
		public void message(byte[] channel, byte[] message) {
			ChannelListener listener = ChannelLink.this.channels.listener(channel);
			if (listener != null) {
				listener.message(message);
			}
		}

		@Override
		public void smessage(byte[] channel, byte[] message) {
			message(channel, message);
		}

		@Override
		public void subscribed(byte[] channel, long count) {
			ChannelListener listener = ChannelLink.this.channels.listener(channel);
			if (listener != null) {
				listener.subscribed();
			}
		}

		@Override
		public void ssubscribed(byte[] channel, long count) {
			subscribed(channel, count);
		}

		@Override
		public void sunsubscribed(byte[] channel, long count) {
			taken(this.connection, channel);
		}

	}

}
