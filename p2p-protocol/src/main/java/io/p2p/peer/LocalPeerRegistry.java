package io.p2p.peer;

import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The peers of one server process.
 *
 * @since 0.1.0
 */
public final class LocalPeerRegistry implements PeerRegistry {

	private final Map<PeerId, Entry> peers = new ConcurrentHashMap<>();

	private final Map<String, Set<Peer>> users = new ConcurrentHashMap<>();

	@Override
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

	@Override
	public void remove(Peer peer) {
		this.peers.computeIfPresent(peer.id(), (id, entry) -> {
			removeUser(entry);
			return null;
		});
	}

	@Override
	public @Nullable Peer find(PeerId id) {
		Entry entry = this.peers.get(id);
		return (entry != null) ? entry.peer() : null;
	}

	@Override
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
