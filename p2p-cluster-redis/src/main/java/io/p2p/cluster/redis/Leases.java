package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.redis.connection.ChannelListener;
import io.p2p.cluster.redis.connection.RedisCall;
import io.p2p.cluster.redis.connection.RedisLinks;
import io.p2p.cluster.redis.connection.SerialInbox;
import io.p2p.cluster.redis.connection.StoreThreads;

/**
 * The lease of this server, and those of the others. Works in an inbox, in which the
 * listener is called, too.
 */
final class Leases implements ChannelListener {

	private static final Logger log = LoggerFactory.getLogger(Leases.class);

	private final CompletableFuture<Void> begun = new CompletableFuture<>();

	private final CompletableFuture<Void> listening = new CompletableFuture<>();

	/**
	 * When the leases of the others end, by this machine's clock.
	 */
	private final Map<String, Long> ends = new HashMap<>();

	private final Set<String> reported = new HashSet<>();

	/**
	 * Those that had a lease, of which Redis knows nothing any more.
	 */
	private final Set<String> absent = new HashSet<>();

	private final String node;

	private final byte[] key;

	private final Duration lease;

	private final RedisLinks links;

	private final ClusterListener listener;

	private final SerialInbox inbox;

	private volatile Set<String> alive;

	private volatile boolean leaving;

	private boolean asking;

	private boolean askAgain;

	private boolean fenced;

	private boolean started;

	private long renewedAt;

	private long quietUntil;

	Leases(String node, StoreKeys keys, Duration lease, RedisLinks links, ClusterListener listener, SerialInbox inbox) {
		this.node = node;
		this.key = keys.nodes();
		this.lease = lease;
		this.links = links;
		this.listener = listener;
		this.inbox = inbox;
		this.alive = Set.of(node);
	}

	/**
	 * Begin to renew.
	 * @return completes when this server has its lease, and hears of the others
	 */
	CompletableFuture<Void> begin(StoreThreads threads) {
		this.links.subscribe(this.key, this);
		AtomicLong sentAt = new AtomicLong();
		// Whoever loads a room must not take this server for dead
		this.links.first(this.key, call(sentAt), (raw) -> this.inbox.execute(() -> renewed(sentAt.get(), raw, null)));
		threads.every(() -> this.inbox.execute(this::renew), this.lease.dividedBy(3));
		threads.every(() -> this.inbox.execute(this::look), this.lease.dividedBy(10));
		this.inbox.execute(this::renew);
		return CompletableFuture.allOf(this.begun, this.listening);
	}

	Set<String> alive() {
		return this.alive;
	}

	/**
	 * End the lease, and say so to the others.
	 */
	CompletableFuture<?> end(String publish) {
		this.leaving = true;
		return this.links.send(this.key, RedisScript.LEAVE.call(List.of(this.key), this.node, publish));
	}

	@Override
	public void subscribed() {
		this.listening.complete(null);
		this.inbox.execute(this::renew);
	}

	/**
	 * Another server has ended its lease.
	 */
	@Override
	public void message(byte[] message) {
		this.inbox.execute(this::renew);
	}

	private void renew() {
		if (this.leaving) {
			return;
		}
		if (this.asking) {
			this.askAgain = true;
			return;
		}
		this.asking = true;
		AtomicLong sentAt = new AtomicLong();
		this.links.send(this.key, call(sentAt)).whenCompleteAsync((raw, ex) -> {
			this.asking = false;
			renewed(sentAt.get(), raw, ex);
		}, this.inbox);
	}

	/**
	 * A renewal.
	 * @param sentAt takes when the request left that was answered: the lease runs from
	 * later on
	 */
	private RedisCall<Object> call(AtomicLong sentAt) {
		RedisCall<Object> call = RedisScript.RENEW.call(List.of(this.key), this.node, this.lease.toMillis());
		return (redis, whole) -> {
			sentAt.set(System.nanoTime());
			return call.on(redis, whole);
		};
	}

	private void renewed(long sent, @Nullable Object raw, @Nullable Throwable ex) {
		if (raw == null || this.leaving) {
			if (ex != null) {
				this.begun.completeExceptionally(ex);
				log.debug("The lease has not been renewed", ex);
			}
			return;
		}
		Reply reply = new Reply(raw);
		long now = System.nanoTime();
		boolean ended = this.started && !reply.text(0).equals("none") && reply.parsed(0) <= 0;
		long gap = sent - this.renewedAt;
		if (this.started && (ended || gap > this.lease.toNanos())) {
			fence();
		}
		if (this.started && (this.fenced || gap > this.lease.toNanos() / 2)) {
			// The others may not have been able to renew theirs either
			this.quietUntil = now + this.lease.toNanos();
		}
		if (now - sent < this.lease.toNanos()) {
			this.fenced = false;
		}
		else {
			// Done late: what counts is when it was sent, so the outage goes on
			this.askAgain = true;
		}
		this.renewedAt = this.started ? Math.max(this.renewedAt, sent) : sent;
		this.started = true;
		take(reply, now);
		this.begun.complete(null);
		if (this.askAgain) {
			this.askAgain = false;
			renew();
		}
	}

	private void take(Reply reply, long now) {
		Set<String> present = new TreeSet<>();
		present.add(this.node);
		for (int i = 1; i + 1 < reply.size(); i += 2) {
			String other = reply.text(i);
			long left = reply.number(i + 1);
			if (!other.equals(this.node)) {
				present.add(other);
				this.ends.put(other, now + Duration.ofMillis(left).toNanos());
				if (left > 0) {
					this.reported.remove(other);
				}
			}
		}
		// Redis may have lost all leases: whoever is alive has a new one soon
		this.absent.retainAll(this.ends.keySet());
		this.absent.removeAll(present);
		this.ends.replaceAll((other, end) -> (!present.contains(other) && this.absent.add(other))
				? now + this.lease.toNanos() : end);
		this.ends.forEach((other, end) -> {
			if (end - now <= 0 || this.reported.contains(other)) {
				present.remove(other);
			}
			else {
				present.add(other);
			}
		});
		this.alive = Set.copyOf(present);
		report(now);
		// Those that Redis has forgotten, too, or that were reported
		this.ends.values().removeIf((end) -> now - end > 20 * this.lease.toNanos());
		this.reported.retainAll(this.ends.keySet());
	}

	private void report(long now) {
		if (now - this.quietUntil < 0 && this.quietUntil != 0) {
			return;
		}
		this.ends.forEach((other, end) -> {
			if (now - end >= 0 && this.reported.add(other)) {
				log.info("The server {} has ended, or is cut off", other);
				this.listener.nodeLost(other);
			}
		});
	}

	/**
	 * Look whether this server's own lease has ended.
	 */
	private void look() {
		if (this.started && !this.leaving && System.nanoTime() - this.renewedAt > this.lease.toNanos()) {
			fence();
		}
	}

	private void fence() {
		if (!this.fenced) {
			this.fenced = true;
			log.warn("The lease of this server has not been renewed in {}: others take it for dead", this.lease);
			this.listener.fenced();
		}
	}

}
