package io.p2p.cluster.redis.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes to channels, and again after each loss of a connection.
 */
final class Channels {

	private final Map<ByteBuffer, Subscription> subscriptions = new ConcurrentHashMap<>();

	private final RedisConnections connections;

	private final StoreThreads threads;

	private final Links<ChannelLink> links;

	Channels(RedisConnections connections, StoreThreads threads) {
		this.connections = connections;
		this.threads = threads;
		this.links = new Links<>(connections, (target) -> new ChannelLink(target, connections, threads, this));
		threads.every(() -> this.links.watch((removed) -> {
		}), Duration.ofSeconds(1));
	}

	void subscribe(byte[] channel, ChannelListener listener) {
		Subscription subscription = new Subscription(channel, SlotHash.getSlot(channel), listener);
		this.subscriptions.put(subscription.key(), subscription);
		route(subscription);
	}

	@SuppressWarnings("ReferenceEquality") // whoever listens is one object
	void unsubscribe(byte[] channel, ChannelListener listener) {
		Subscription subscription = this.subscriptions.get(ByteBuffer.wrap(channel));
		if (subscription != null && subscription.listener() == listener
				&& this.subscriptions.remove(subscription.key(), subscription)) {
			this.links.all().forEach((link) -> link.remove(subscription));
		}
	}

	private void route(Subscription subscription) {
		if (!current(subscription)) {
			return;
		}
		RedisURI target = this.connections.target(subscription.slot());
		if (target == null) {
			this.connections.refresh()
				.whenComplete((done, ex) -> this.threads.later(() -> route(subscription),
						StoreThreads.backoff((this.connections.target(subscription.slot()) != null) ? 0 : 3)));
			return;
		}
		ChannelLink link = this.links.get(target);
		link.add(subscription);
		if (!current(subscription)) {
			// Unsubscribed meanwhile
			link.remove(subscription);
		}
	}

	@SuppressWarnings("ReferenceEquality") // a later subscription of the channel is
											// another one
	private boolean current(Subscription subscription) {
		return this.subscriptions.get(subscription.key()) == subscription;
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
				ChannelLink link = (target != null) ? this.links.find(target) : null;
				if (link == null || !link.has(subscription)) {
					this.links.all().forEach((other) -> other.remove(subscription));
					route(subscription);
				}
			}
		});
	}

	Links<ChannelLink> links() {
		return this.links;
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

		ByteBuffer key() {
			return ByteBuffer.wrap(this.channel);
		}

		int slot() {
			return this.slot;
		}

		ChannelListener listener() {
			return this.listener;
		}

	}

}
