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
	 * When the last request left that was answered: the lease runs from later on.
	 */
	private final AtomicLong sentAt = new AtomicLong();

	private final String node;

	private final byte[] key;

	private final Duration lease;

	private final Requests requests;

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

	Leases(String node, StoreKeys keys, Duration lease, Requests requests, ClusterListener listener,
			SerialInbox inbox) {
		this.node = node;
		this.key = keys.nodes();
		this.lease = lease;
		this.requests = requests;
		this.listener = listener;
		this.inbox = inbox;
		this.alive = Set.of(node);
	}

	/**
	 * Begin to renew.
	 * @return completes when this server has its lease, and hears of the others
	 */
	CompletableFuture<Void> begin(Channels channels, StoreThreads threads) {
		channels.subscribe(this.key, this);
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
		return this.requests.send(StoreKeys.slot(this.key), RedisScript.LEAVE.call(List.of(this.key),
				List.of(RedisScript.bytes(this.node), RedisScript.bytes(publish))));
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
		RedisCall<Object> call = RedisScript.RENEW.call(List.of(this.key),
				List.of(RedisScript.bytes(this.node), RedisScript.bytes(this.lease.toMillis())));
		this.requests.send(StoreKeys.slot(this.key), (commands, whole) -> {
			this.sentAt.set(System.nanoTime());
			return call.on(commands, whole);
		}).whenCompleteAsync(this::renewed, this.inbox);
	}

	private void renewed(@Nullable Object raw, @Nullable Throwable ex) {
		this.asking = false;
		if (raw == null || this.leaving) {
			if (ex != null) {
				this.begun.completeExceptionally(ex);
				log.debug("The lease has not been renewed", ex);
			}
			return;
		}
		Reply reply = new Reply(raw);
		long sent = this.sentAt.get();
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
		this.started = true;
		this.renewedAt = sent;
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
				this.ends.put(other, now + Duration.ofMillis(left).toNanos());
				if (left > 0) {
					present.add(other);
					this.reported.remove(other);
				}
			}
		}
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
