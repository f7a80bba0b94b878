package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionOwner;

/**
 * The owners of sessions.
 */
final class Sessions {

	/**
	 * Sessions in one step.
	 */
	private static final int CHUNK = 200;

	private final AtomicLong numbers = new AtomicLong();

	private final String node;

	private final StoreKeys keys;

	private final Requests requests;

	private final Duration retention;

	private final boolean sharded;

	Sessions(String node, StoreKeys keys, Requests requests, Duration retention, boolean sharded) {
		this.node = node;
		this.keys = keys;
		this.requests = requests;
		this.retention = retention;
		this.sharded = sharded;
	}

	/**
	 * Claim a session. Each claim has a number: one that is repeated because its
	 * connection broke gets the first answer again.
	 */
	CompletableFuture<SessionClaim> claim(String token, @Nullable String user, @Nullable String newPeer) {
		byte[] key = this.keys.session(token);
		byte[] owner = RedisScript.bytes((user != null) ? "u" + user : "");
		byte[] peer = RedisScript.bytes((newPeer != null) ? StoreKeys.wellFormed(newPeer) : "");
		return claim(key, owner, peer);
	}

	private CompletableFuture<SessionClaim> claim(byte[] key, byte[] owner, byte[] peer) {
		List<byte[]> arguments = List.of(RedisScript.bytes(this.node),
				RedisScript.bytes(this.numbers.incrementAndGet()), owner, peer,
				RedisScript.bytes(this.retention.toMillis()));
		return this.requests.send(StoreKeys.slot(key), RedisScript.CLAIM.call(List.of(key), arguments))
			.thenCompose((raw) -> {
				Reply reply = new Reply(raw);
				String outcome = reply.text(0);
				if (outcome.equals("STALE")) {
					// Another claim of this server has overtaken it
					return claim(key, owner, peer);
				}
				return CompletableFuture.completedFuture(new SessionClaim(SessionClaim.Outcome.valueOf(outcome),
						reply.text(1), reply.number(2), reply.text(3)));
			});
	}

	CompletableFuture<Void> keep(Collection<String> tokens) {
		Map<Integer, List<byte[]>> bySlot = new HashMap<>();
		for (String token : tokens) {
			byte[] key = this.keys.session(token);
			bySlot.computeIfAbsent(this.sharded ? StoreKeys.slot(key) : 0, (slot) -> new ArrayList<>()).add(key);
		}
		List<byte[]> arguments = List.of(RedisScript.bytes(this.node), RedisScript.bytes(this.retention.toMillis()));
		List<CompletableFuture<?>> all = new ArrayList<>();
		bySlot.forEach((slot, sessions) -> {
			for (int i = 0; i < sessions.size(); i += CHUNK) {
				List<byte[]> some = sessions.subList(i, Math.min(i + CHUNK, sessions.size()));
				all.add(this.requests.send(slot, RedisScript.KEEP.call(some, arguments)));
			}
		});
		return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
	}

	CompletableFuture<?> release(String token, long generation) {
		byte[] key = this.keys.session(token);
		return this.requests.send(StoreKeys.slot(key), RedisScript.RELEASE.call(List.of(key),
				List.of(RedisScript.bytes(this.node), RedisScript.bytes(generation))));
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
		return this.requests
			.send(StoreKeys.slot(key),
					RedisScript.FAREWELL.call(List.of(key), List.of(RedisScript.bytes(noted ? 1 : 0))))
			.thenApply(Reply::new);
	}

}
