package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes to channels, and again after each loss of a connection.
 */
final class Channels {

	private final Map<ByteBuffer, Subscription> subscriptions = new ConcurrentHashMap<>();

	private final Map<RedisURI, ChannelLink> links = new ConcurrentHashMap<>();

	private final RedisConnections connections;

	private final StoreThreads threads;

	private volatile boolean closed;

	Channels(RedisConnections connections, StoreThreads threads) {
		this.connections = connections;
		this.threads = threads;
		threads.every(this::watch, Duration.ofSeconds(1));
	}

	/**
	 * Subscribe to a channel, in place of whoever listens to it now.
	 */
	void subscribe(byte[] channel, ChannelListener listener) {
		Subscription subscription = new Subscription(channel, StoreKeys.slot(channel), listener);
		this.subscriptions.put(ByteBuffer.wrap(channel), subscription);
		route(subscription);
	}

	void unsubscribe(byte[] channel, ChannelListener listener) {
		ByteBuffer key = ByteBuffer.wrap(channel);
		Subscription subscription = this.subscriptions.get(key);
		if (subscription != null && subscription.listener() == listener
				&& this.subscriptions.remove(key, subscription)) {
			this.links.values().forEach((link) -> link.remove(subscription));
		}
	}

	private void route(Subscription subscription) {
		if (this.closed || !current(subscription)) {
			return;
		}
		RedisURI target = this.connections.target(subscription.slot());
		if (target == null) {
			this.connections.refresh()
				.whenComplete((done, ex) -> this.threads.later(() -> route(subscription),
						StoreThreads.backoff((this.connections.target(subscription.slot()) != null) ? 0 : 3)));
			return;
		}
		link(target).add(subscription);
		if (!current(subscription)) {
			// Unsubscribed meanwhile
			link(target).remove(subscription);
		}
	}

	private boolean current(Subscription subscription) {
		return this.subscriptions.get(ByteBuffer.wrap(subscription.channel())) == subscription;
	}

	private ChannelLink link(RedisURI target) {
		ChannelLink link = this.links.get(target);
		if (link == null) {
			ChannelLink made = new ChannelLink(target, this.connections, this.threads, this);
			link = this.links.putIfAbsent(target, made);
			if (link == null) {
				made.connect();
				return made;
			}
		}
		return link;
	}

	/**
	 * Find who listens to a channel.
	 */
	@Nullable ChannelListener listener(byte[] channel) {
		Subscription subscription = this.subscriptions.get(ByteBuffer.wrap(channel));
		return (subscription != null) ? subscription.listener() : null;
	}

	/**
	 * A server has taken a channel away, or cannot be reached: another one may have it.
	 */
	void moved() {
		this.connections.refresh().whenComplete((done, ex) -> {
			for (Subscription subscription : this.subscriptions.values()) {
				RedisURI target = this.connections.target(subscription.slot());
				ChannelLink link = (target != null) ? this.links.get(target) : null;
				if (link == null || !link.has(subscription)) {
					this.links.values().forEach((other) -> other.remove(subscription));
					route(subscription);
				}
			}
		});
	}

	private void watch() {
		for (RedisURI target : List.copyOf(this.links.keySet())) {
			ChannelLink link = this.links.get(target);
			if (link != null) {
				link.watch();
				if (link.idle() && !this.connections.targets().contains(target)) {
					this.links.remove(target, link);
					link.close();
				}
			}
		}
	}

	CompletableFuture<Void> close() {
		this.closed = true;
		this.subscriptions.clear();
		return CompletableFuture
			.allOf(this.links.values().stream().map(ChannelLink::close).toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * Somebody who listens to a channel.
	 */
	static final class Subscription {

		private final byte[] channel;

		private final int slot;

		private final ChannelListener listener;

		Subscription(byte[] channel, int slot, ChannelListener listener) {
			this.channel = channel;
			this.slot = slot;
			this.listener = listener;
		}

		byte[] channel() {
			return this.channel;
		}

		int slot() {
			return this.slot;
		}

		ChannelListener listener() {
			return this.listener;
		}

	}

}
