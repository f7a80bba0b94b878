package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.redis.connection.ChannelListener;
import io.p2p.cluster.redis.connection.SerialInbox;

/**
 * This server among the others: its lease, what they tell it, and whether Redis can be
 * reached.
 */
final class Membership implements ChannelListener {

	private static final Logger log = LoggerFactory.getLogger(Membership.class);

	private final CompletableFuture<Void> listening = new CompletableFuture<>();

	private final RoomServices services;

	private final StoreKeys keys;

	private final ClusterListener listener;

	private final SerialInbox inbox;

	private final Leases leases;

	private boolean started;

	private boolean available = true;

	Membership(RoomServices services, StoreKeys keys, ClusterListener listener) {
		this.services = services;
		this.keys = keys;
		this.listener = listener;
		this.inbox = new SerialInbox(services.threads().workers(), () -> {
		});
		this.leases = new Leases(services.node(), keys, services.options().lease(), services.links(), listener,
				this.inbox);
	}

	CompletableFuture<Void> begin() {
		this.services.links().subscribe(this.keys.channel(this.services.node()), this);
		return CompletableFuture.allOf(this.listening, this.leases.begin(this.services.threads()))
			.thenRunAsync(() -> this.started = true, this.inbox);
	}

	CompletableFuture<?> end() {
		return this.leases.end(this.services.publish());
	}

	Set<String> alive() {
		return this.leases.alive();
	}

	/**
	 * A connection has come or gone.
	 */
	void linksChanged() {
		this.inbox.execute(() -> {
			boolean now = this.services.links().available();
			if (this.started && now != this.available) {
				this.available = now;
				log.atLevel(now ? Level.INFO : Level.WARN)
					.log(now ? "Redis can be reached again" : "Redis cannot be reached");
				this.listener.available(now);
			}
		});
	}

	@Override
	public void subscribed() {
		this.listening.complete(null);
	}

	@Override
	public void message(byte[] message) {
		this.inbox.execute(() -> {
			int length = (message.length > 0) ? Byte.toUnsignedInt(message[0]) : 0;
			if (length == 0 || message.length < 1 + length) {
				log.debug("A message without a sender");
				return;
			}
			byte[] body = new byte[message.length - 1 - length];
			System.arraycopy(message, 1 + length, body, 0, body.length);
			this.listener.told(new String(message, 1, length, StandardCharsets.UTF_8), body);
		});
	}

	/**
	 * A message to another server. A second attempt would be a second message, so there
	 * is none.
	 */
	CompletableFuture<?> tell(String node, byte[] body) {
		byte[] from = RedisScript.bytes(this.services.node());
		byte[] message = ByteBuffer.allocate(1 + from.length + body.length)
			.put((byte) from.length)
			.put(from)
			.put(body)
			.array();
		byte[] channel = this.keys.channel(node);
		AtomicBoolean sent = new AtomicBoolean();
		return this.services.links().send(channel, (redis, whole) -> {
			if (sent.getAndSet(true)) {
				return redis.commands().publish(new byte[0], new byte[0]);
			}
			return this.services.links().sharded() ? redis.commands().spublish(channel, message)
					: redis.commands().publish(channel, message);
		});
	}

}
