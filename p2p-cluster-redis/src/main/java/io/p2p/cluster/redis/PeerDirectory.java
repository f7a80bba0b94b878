package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.p2p.cluster.ListedPeer;

/**
 * Where peers are, by their ids and by their users. Keys and values have hashes of these:
 * both may be any strings.
 */
final class PeerDirectory {

	/**
	 * Peers in one step.
	 */
	private static final int CHUNK = 200;

	// counted over the process, as the order of what is listed of one peer matters
	private final AtomicLong numbers = new AtomicLong();

	private final String node;

	private final StoreKeys keys;

	private final Requests requests;

	private final Duration retention;

	private final boolean sharded;

	PeerDirectory(String node, StoreKeys keys, Requests requests, Duration retention, boolean sharded) {
		this.node = node;
		this.keys = keys;
		this.requests = requests;
		this.retention = retention;
		this.sharded = sharded;
	}

	CompletableFuture<Void> list(Collection<ListedPeer> peers) {
		byte[] number = RedisScript.bytes(this.numbers.incrementAndGet());
		Map<Integer, List<ListedPeer>> bySlot = new HashMap<>();
		Map<String, List<ListedPeer>> byUser = new HashMap<>();
		for (ListedPeer peer : peers) {
			int slot = this.sharded ? StoreKeys.slot(this.keys.peer(peer.peer())) : 0;
			bySlot.computeIfAbsent(slot, (key) -> new ArrayList<>()).add(peer);
			// Not taken out: the peer may be at another server by now
			if (peer.user() != null && !peer.rooms().isEmpty()) {
				byUser.computeIfAbsent(peer.user(), (key) -> new ArrayList<>()).add(peer);
			}
		}
		List<CompletableFuture<?>> all = new ArrayList<>();
		bySlot.forEach((slot, some) -> chunks(some).forEach((chunk) -> all.add(list(slot, chunk, number))));
		byUser.forEach((user, some) -> chunks(some).forEach((chunk) -> all.add(enlist(user, chunk))));
		return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
	}

	private static List<List<ListedPeer>> chunks(List<ListedPeer> peers) {
		List<List<ListedPeer>> chunks = new ArrayList<>();
		for (int i = 0; i < peers.size(); i += CHUNK) {
			chunks.add(peers.subList(i, Math.min(i + CHUNK, peers.size())));
		}
		return chunks;
	}

	private CompletableFuture<?> list(int slot, List<ListedPeer> peers, byte[] number) {
		List<byte[]> names = new ArrayList<>();
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(RedisScript.bytes(this.node));
		arguments.add(RedisScript.bytes(this.retention.toMillis()));
		for (ListedPeer peer : peers) {
			names.add(this.keys.peer(peer.peer()));
			arguments.add(RedisScript.bytes(peer.generation()));
			arguments.add(number);
			arguments.add((peer.user() != null) ? RedisScript.bytes(StoreKeys.hash(peer.user())) : new byte[0]);
			arguments.add(RoomNames.encode(peer.rooms()));
		}
		return this.requests.send(slot, RedisScript.LIST.call(names, arguments));
	}

	private CompletableFuture<?> enlist(String user, List<ListedPeer> peers) {
		byte[] key = this.keys.user(user);
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(RedisScript.bytes(this.retention.toMillis()));
		for (ListedPeer peer : peers) {
			arguments.add(RedisScript.bytes(StoreKeys.wellFormed(peer.peer())));
		}
		return this.requests.send(StoreKeys.slot(key), RedisScript.ENLIST.call(List.of(key), arguments));
	}

	CompletableFuture<List<String>> roomsOf(String peer) {
		return locate(peer).thenApply((reply) -> RoomNames.decode(reply.bytes(0)));
	}

	private CompletableFuture<Reply> locate(String peer) {
		byte[] key = this.keys.peer(peer);
		return this.requests.send(StoreKeys.slot(key), RedisScript.LOCATE.call(List.of(key), List.of()))
			.thenApply(Reply::new);
	}

	CompletableFuture<Map<String, List<String>>> peersOf(String user) {
		byte[] key = this.keys.user(user);
		String hash = StoreKeys.hash(user);
		return this.requests.send(StoreKeys.slot(key), RedisScript.PEERS.call(List.of(key), List.of()))
			.thenCompose((raw) -> {
				Reply ids = new Reply(raw);
				Map<String, CompletableFuture<Reply>> peers = new LinkedHashMap<>();
				for (int i = 0; i < ids.size(); i++) {
					peers.put(ids.text(i), locate(ids.text(i)));
				}
				return CompletableFuture.allOf(peers.values().toArray(CompletableFuture<?>[]::new))
					.thenApply((done) -> there(peers, hash));
			});
	}

	private static Map<String, List<String>> there(Map<String, CompletableFuture<Reply>> peers, String user) {
		Map<String, List<String>> there = new LinkedHashMap<>();
		peers.forEach((id, found) -> {
			List<String> rooms = RoomNames.decode(found.join().bytes(0));
			if (!rooms.isEmpty() && found.join().text(1).equals(user)) {
				there.put(id, rooms);
			}
		});
		return there;
	}

}
