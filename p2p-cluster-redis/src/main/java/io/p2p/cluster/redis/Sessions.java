package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.cluster.SlotHash;
import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.KeptSession;
import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionOwner;
import io.p2p.cluster.redis.connection.RedisCall;
import io.p2p.cluster.redis.connection.RedisLinks;
import io.p2p.cluster.redis.log.EntryCodec;

/**
 * The owners of sessions.
 */
final class Sessions {

	/**
	 * Sessions in one step.
	 */
	private static final int CHUNK = 200;

	private static final int MAX_RELEASED = 1000;

	private final AtomicLong numbers = new AtomicLong();

	private final String node;

	private final StoreKeys keys;

	private final RedisLinks links;

	private final Duration retention;

	private final ClusterObserver observer;

	/**
	 * The generations of sessions that have ended of late: what is kept was said before.
	 */
	private final Map<String, Long> released = new LinkedHashMap<>() {
		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MAX_RELEASED;
		}
	};

	Sessions(String node, StoreKeys keys, RedisLinks links, RedisClusterOptions options) {
		this.node = node;
		this.keys = keys;
		this.links = links;
		this.retention = options.retention();
		this.observer = options.observer();
	}

	/**
	 * Claim a session. Each claim has a number: one that is repeated because its
	 * connection broke gets the first answer again.
	 */
	CompletableFuture<SessionClaim> claim(String token, @Nullable String user, @Nullable String newPeer) {
		byte[] key = this.keys.session(token);
		RedisCall<Object> call = RedisScript.CLAIM.call(List.of(key), this.node, this.numbers.incrementAndGet(),
				owner(user), (newPeer != null) ? EntryCodec.wellFormed(newPeer) : "", this.retention.toMillis());
		return this.links.send(key, call).thenCompose((raw) -> {
			Reply reply = new Reply(raw);
			String outcome = reply.text(0);
			if (outcome.equals("STALE")) {
				// Another claim of this server has overtaken it
				return claim(token, user, newPeer);
			}
			SessionClaim claim = new SessionClaim(SessionClaim.Outcome.valueOf(outcome), reply.text(1), reply.number(2),
					reply.text(3));
			if (claim.outcome() == SessionClaim.Outcome.CLAIMED && !claim.previous().equals(this.node)) {
				this.observer.takenOver();
			}
			if (claim.outcome() == SessionClaim.Outcome.CREATED) {
				begun(token);
			}
			return CompletableFuture.completedFuture(claim);
		});
	}

	private static String owner(@Nullable String user) {
		return (user != null) ? "u" + user : "";
	}

	CompletableFuture<Void> keep(Collection<KeptSession> sessions) {
		Map<Integer, List<KeptSession>> together = new HashMap<>();
		for (KeptSession session : sessions) {
			if (!ended(session)) {
				// In a Redis Cluster one step is of one slot
				int slot = this.links.sharded() ? SlotHash.getSlot(this.keys.session(session.token())) : 0;
				together.computeIfAbsent(slot, (key) -> new ArrayList<>()).add(session);
			}
		}
		List<CompletableFuture<?>> all = new ArrayList<>();
		for (List<KeptSession> some : together.values()) {
			for (int i = 0; i < some.size(); i += CHUNK) {
				all.add(keepTogether(some.subList(i, Math.min(i + CHUNK, some.size()))));
			}
		}
		return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
	}

	private CompletableFuture<?> keepTogether(List<KeptSession> sessions) {
		List<byte[]> names = new ArrayList<>();
		List<Object> arguments = new ArrayList<>(List.of(this.node, this.retention.toMillis()));
		for (KeptSession session : sessions) {
			names.add(this.keys.session(session.token()));
			arguments.addAll(List.of(session.peer(), owner(session.user()), session.generation()));
		}
		return this.links.send(names.get(0), RedisScript.KEEP.call(names, arguments.toArray()));
	}

	// Its generations begin anew, too.
	private void begun(String token) {
		synchronized (this.released) {
			this.released.remove(token);
		}
	}

	private boolean ended(KeptSession session) {
		synchronized (this.released) {
			return this.released.getOrDefault(session.token(), -1L) >= session.generation();
		}
	}

	CompletableFuture<?> release(String token, long generation) {
		synchronized (this.released) {
			this.released.put(token, generation);
		}
		byte[] key = this.keys.session(token);
		return this.links.send(key, RedisScript.RELEASE.call(List.of(key), this.node, generation));
	}

	/**
	 * Note that the page of a session has gone.
	 */
	CompletableFuture<Optional<SessionOwner>> farewell(String token) {
		return farewell(token, true).thenApply((reply) -> reply.text(0).isEmpty() ? Optional.empty()
				: Optional.of(new SessionOwner(reply.text(0), reply.text(1))));
	}

	CompletableFuture<Boolean> hasSaidFarewell(String token) {
		return farewell(token, false).thenApply((reply) -> reply.number(2) == 1);
	}

	private CompletableFuture<Reply> farewell(String token, boolean noted) {
		byte[] key = this.keys.session(token);
		return this.links.send(key, RedisScript.FAREWELL.call(List.of(key), noted ? 1 : 0)).thenApply(Reply::new);
	}

}
