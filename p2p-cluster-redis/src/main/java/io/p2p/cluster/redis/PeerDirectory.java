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

import io.lettuce.core.cluster.SlotHash;

import io.p2p.cluster.ListedPeer;
import io.p2p.cluster.redis.connection.RedisLinks;
import io.p2p.cluster.redis.log.EntryCodec;

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

	private final RedisLinks links;

	private final Duration retention;

	PeerDirectory(String node, StoreKeys keys, RedisLinks links, Duration retention) {
		this.node = node;
		this.keys = keys;
		this.links = links;
		this.retention = retention;
	}

	CompletableFuture<Void> list(Collection<ListedPeer> peers) {
		long number = this.numbers.incrementAndGet();
		Map<Integer, List<ListedPeer>> bySlot = new HashMap<>();
		Map<String, List<ListedPeer>> byUser = new HashMap<>();
		for (ListedPeer peer : peers) {
			// In a Redis Cluster one step is of one slot
			int slot = this.links.sharded() ? SlotHash.getSlot(this.keys.peer(peer.peer())) : 0;
			bySlot.computeIfAbsent(slot, (key) -> new ArrayList<>()).add(peer);
			// Not taken out: the peer may be at another server by now
			if (peer.user() != null && !peer.rooms().isEmpty()) {
				byUser.computeIfAbsent(peer.user(), (key) -> new ArrayList<>()).add(peer);
			}
		}
		List<CompletableFuture<?>> all = new ArrayList<>();
		bySlot.values().forEach((some) -> chunks(some).forEach((chunk) -> all.add(list(chunk, number))));
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

	private CompletableFuture<?> list(List<ListedPeer> peers, long number) {
		List<byte[]> names = new ArrayList<>();
		List<Object> arguments = new ArrayList<>(List.of(this.node, this.retention.toMillis()));
		for (ListedPeer peer : peers) {
			names.add(this.keys.peer(peer.peer()));
			arguments.add(peer.generation());
			arguments.add(number);
			arguments.add((peer.user() != null) ? StoreKeys.hash(peer.user()) : "");
			arguments.add(RoomNames.encode(peer.rooms()));
		}
		return this.links.send(names.get(0), RedisScript.LIST.call(names, arguments.toArray()));
	}

	private CompletableFuture<?> enlist(String user, List<ListedPeer> peers) {
		byte[] key = this.keys.user(user);
		List<Object> arguments = new ArrayList<>(List.of(this.retention.toMillis()));
		for (ListedPeer peer : peers) {
			arguments.add(EntryCodec.wellFormed(peer.peer()));
		}
		return this.links.send(key, RedisScript.ENLIST.call(List.of(key), arguments.toArray()));
	}

	CompletableFuture<List<String>> roomsOf(String peer) {
		return locate(peer).thenApply((reply) -> RoomNames.decode(reply.bytes(0)));
	}

	private CompletableFuture<Reply> locate(String peer) {
		byte[] key = this.keys.peer(peer);
		return this.links.send(key, RedisScript.LOCATE.call(List.of(key))).thenApply(Reply::new);
	}

	CompletableFuture<Map<String, List<String>>> peersOf(String user) {
		byte[] key = this.keys.user(user);
		String hash = StoreKeys.hash(user);
		return this.links.send(key, RedisScript.PEERS.call(List.of(key))).thenCompose((raw) -> {
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
