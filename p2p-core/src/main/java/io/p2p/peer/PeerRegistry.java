package io.p2p.peer;

import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The peers of this server by their ids and by their users, connected or lost.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerRegistry {

	private final Map<PeerId, Entry> peers = new ConcurrentHashMap<>();

	private final Map<String, Set<Peer>> users = new ConcurrentHashMap<>();

	/**
	 * Add a peer, or update its user.
	 * @param peer the peer
	 */
	public void add(Peer peer) {
		Principal principal = peer.principal();
		Entry entry = new Entry(peer, (principal != null) ? principal.getName() : null);
		this.peers.compute(peer.id(), (id, previous) -> {
			if (previous != null) {
				removeUser(previous);
			}
			addUser(entry);
			return entry;
		});
	}

	/**
	 * Remove a peer. Nothing happens if it is not there.
	 * @param peer the peer
	 */
	public void remove(Peer peer) {
		this.peers.computeIfPresent(peer.id(), (id, entry) -> {
			removeUser(entry);
			return null;
		});
	}

	/**
	 * The peer with the given id.
	 * @param id the id
	 * @return the peer, {@code null} if there is none
	 */
	public @Nullable Peer find(PeerId id) {
		Entry entry = this.peers.get(id);
		return (entry != null) ? entry.peer() : null;
	}

	/**
	 * The peers of a user, such as the tabs of a browser.
	 * @param name the name of their {@linkplain Peer#principal principal}
	 * @return a snapshot
	 */
	public Collection<Peer> ofUser(String name) {
		return List.copyOf(this.users.getOrDefault(name, Set.of()));
	}

	private void addUser(Entry entry) {
		if (entry.user() != null) {
			this.users.compute(entry.user(), (name, existing) -> {
				Set<Peer> all = (existing != null) ? existing : ConcurrentHashMap.newKeySet();
				all.add(entry.peer());
				return all;
			});
		}
	}

	private void removeUser(Entry entry) {
		if (entry.user() != null) {
			this.users.computeIfPresent(entry.user(), (name, all) -> {
				all.remove(entry.peer());
				return all.isEmpty() ? null : all;
			});
		}
	}

	private record Entry(Peer peer, @Nullable String user) {

	}

}
