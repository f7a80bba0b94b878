package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.redis.Channels.Subscription;

/**
 * The connection for channels of one server of Redis.
 */
final class ChannelLink {

	private static final Logger log = LoggerFactory.getLogger(ChannelLink.class);

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	/**
	 * Channels in one command.
	 */
	private static final int CHUNK = 256;

	private final RedisURI target;

	private final RedisConnections connections;

	private final StoreThreads threads;

	private final Channels channels;

	private final Map<ByteBuffer, Subscription> subscriptions = new HashMap<>();

	private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

	private int failures;

	private boolean closed;

	ChannelLink(RedisURI target, RedisConnections connections, StoreThreads threads, Channels channels) {
		this.target = target;
		this.connections = connections;
		this.threads = threads;
		this.channels = channels;
	}

	synchronized boolean has(Subscription subscription) {
		return this.subscriptions.get(ByteBuffer.wrap(subscription.channel())) == subscription;
	}

	synchronized boolean idle() {
		return this.subscriptions.isEmpty();
	}

	synchronized void add(Subscription subscription) {
		this.subscriptions.put(ByteBuffer.wrap(subscription.channel()), subscription);
		if (this.connection != null) {
			subscribe(this.connection, List.of(subscription));
		}
	}

	synchronized void remove(Subscription subscription) {
		if (!this.subscriptions.remove(ByteBuffer.wrap(subscription.channel()), subscription)
				|| this.connection == null) {
			return;
		}
		if (this.connections.sharded()) {
			this.connection.async().sunsubscribe(subscription.channel());
		}
		else {
			this.connection.async().unsubscribe(subscription.channel());
		}
	}

	private void subscribe(StatefulRedisPubSubConnection<byte[], byte[]> connection, List<Subscription> some) {
		// Channels of several slots cannot be in one command
		int chunk = this.connections.sharded() ? 1 : CHUNK;
		for (int i = 0; i < some.size(); i += chunk) {
			byte[][] names = some.subList(i, Math.min(i + chunk, some.size()))
				.stream()
				.map(Subscription::channel)
				.toArray(byte[][]::new);
			(this.connections.sharded() ? connection.async().ssubscribe(names) : connection.async().subscribe(names))
				.whenComplete((done, ex) -> {
					if (ex != null && connection.isOpen()) {
						log.debug("Cannot subscribe at {}: {}", this.target, ex.toString());
						this.threads.later(() -> down(connection), StoreThreads.backoff(3));
					}
				});
		}
	}

	void connect() {
		synchronized (this) {
			if (this.closed) {
				return;
			}
		}
		RedisConnections.within(PATIENCE, () -> this.connections.connectChannels(this.target))
			.whenComplete((made, ex) -> {
				if (ex != null) {
					failed(ex);
				}
				else {
					connected(made);
				}
			});
	}

	private void connected(StatefulRedisPubSubConnection<byte[], byte[]> made) {
		synchronized (this) {
			if (this.closed) {
				made.closeAsync();
				return;
			}
			made.addListener(new Listener(made));
			made.addListener(new RedisConnectionStateListener() {
				@Override
				public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
					down(made);
				}
			});
			this.connection = made;
			this.failures = 0;
			subscribe(made, new ArrayList<>(this.subscriptions.values()));
		}
		if (!made.isOpen()) {
			down(made);
		}
	}

	private void failed(Throwable ex) {
		int times;
		synchronized (this) {
			times = this.failures++;
		}
		log.debug("Cannot connect to {} for channels: {}", this.target, ex.toString());
		this.channels.moved();
		this.threads.later(this::connect, StoreThreads.backoff(times));
	}

	private void down(StatefulRedisPubSubConnection<byte[], byte[]> ended) {
		synchronized (this) {
			if (this.connection != ended) {
				return;
			}
			this.connection = null;
		}
		log.debug("The connection to {} for channels has ended", this.target);
		ended.closeAsync();
		this.channels.moved();
		this.threads.later(this::connect, StoreThreads.backoff(0));
	}

	/**
	 * Ask the server for a sign of life.
	 */
	void watch() {
		StatefulRedisPubSubConnection<byte[], byte[]> present;
		synchronized (this) {
			present = this.connection;
		}
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

	synchronized CompletableFuture<Void> close() {
		this.closed = true;
		this.subscriptions.clear();
		StatefulRedisPubSubConnection<byte[], byte[]> present = this.connection;
		this.connection = null;
		return (present != null) ? present.closeAsync() : CompletableFuture.completedFuture(null);
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
			boolean taken;
			synchronized (ChannelLink.this) {
				taken = ChannelLink.this.connection == this.connection
						&& ChannelLink.this.subscriptions.remove(ByteBuffer.wrap(channel)) != null;
			}
			if (taken) {
				ChannelLink.this.channels.moved();
			}
		}

	}

}
