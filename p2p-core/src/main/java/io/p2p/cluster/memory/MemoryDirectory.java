package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ListedPeer;

/**
 * Where peers are, by their ids and by their users. Used on the store's thread.
 */
final class MemoryDirectory {

	private static final int MOST = 1000;

	private final Map<String, Listing> listings = new HashMap<>();

	private final Map<String, Set<String>> users = new HashMap<>();

	private final long retention;

	MemoryDirectory(Duration retention) {
		this.retention = retention.toNanos();
	}

	void list(Collection<ListedPeer> peers) {
		long end = System.nanoTime() + this.retention;
		for (ListedPeer peer : peers) {
			Listing known = this.listings.get(peer.peer());
			if (known == null || known.peer().generation() <= peer.generation()) {
				remove(known);
				this.listings.put(peer.peer(), new Listing(peer, end));
				if (peer.user() != null) {
					this.users.computeIfAbsent(peer.user(), (user) -> new LinkedHashSet<>()).add(peer.peer());
				}
			}
		}
	}

	List<String> roomsOf(String peer) {
		Listing known = this.listings.get(peer);
		return (known != null && known.end() - System.nanoTime() > 0) ? known.peer().rooms() : List.of();
	}

	Map<String, List<String>> peersOf(String user) {
		Map<String, List<String>> found = new LinkedHashMap<>();
		for (String peer : this.users.getOrDefault(user, Set.of())) {
			List<String> rooms = roomsOf(peer);
			if (!rooms.isEmpty() && found.size() < MOST) {
				found.put(peer, rooms);
			}
		}
		return found;
	}

	/**
	 * Forget what nobody has listed again.
	 */
	void sweep() {
		long now = System.nanoTime();
		List.copyOf(this.listings.values()).forEach((listing) -> {
			if (listing.end() - now <= 0) {
				remove(listing);
			}
		});
	}

	private void remove(@Nullable Listing listing) {
		if (listing == null) {
			return;
		}
		ListedPeer peer = listing.peer();
		this.listings.remove(peer.peer());
		if (peer.user() != null) {
			this.users.computeIfPresent(peer.user(), (user, peers) -> {
				peers.remove(peer.peer());
				return peers.isEmpty() ? null : peers;
			});
		}
	}

	/**
	 * What was listed of a peer, and when that ends.
	 */
	private record Listing(ListedPeer peer, long end) {

	}

}
