package io.p2p.room.replica;

import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.ListedPeer;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.log.Memberships;

/**
 * Lists the peers of this server in the store, with their rooms, so that other servers
 * find them. Of one peer, one listing is on its way at a time. Thread-safe.
 */
final class Directory {

	private final Map<PeerId, Listing> listings = new ConcurrentHashMap<>();

	private final ClusterStore store;

	private final Memberships memberships;

	private final Function<PeerId, @Nullable Peer> localPeers;

	Directory(ClusterStore store, Memberships memberships, Function<PeerId, @Nullable Peer> localPeers) {
		this.store = store;
		this.memberships = memberships;
		this.localPeers = localPeers;
	}

	/**
	 * A peer may be in other rooms than before, or gone. Nothing happens if it never was
	 * a peer of this server.
	 */
	void changed(PeerId id) {
		Listing begun = this.listings.compute(id, (key, existing) -> {
			if (existing != null && existing.writing()) {
				return existing.again();
			}
			ListedPeer current = current(id, existing);
			return (current != null) ? new Listing(current, true, false) : null;
		});
		if (begun != null && !begun.dirty()) {
			write(id, begun.peer());
		}
	}

	private void write(PeerId id, ListedPeer peer) {
		this.store.list(List.of(peer)).whenComplete((done, failure) -> written(id));
	}

	private void written(PeerId id) {
		boolean[] again = new boolean[1];
		this.listings.computeIfPresent(id, (key, listing) -> {
			again[0] = listing.dirty();
			return (listing.peer().rooms().isEmpty() && !listing.dirty()) ? null : listing.settled();
		});
		if (again[0]) {
			changed(id);
		}
	}

	// A peer that has gone, or is at another server now, is in no room of its generation
	// here.
	private @Nullable ListedPeer current(PeerId id, @Nullable Listing before) {
		if (this.localPeers.apply(id) instanceof LocalPeer local && !local.hasLeft()) {
			Principal principal = local.principal();
			return new ListedPeer(id.value(), local.generation(), (principal != null) ? principal.getName() : null,
					this.memberships.of(id).stream().sorted().toList());
		}
		return (before != null)
				? new ListedPeer(id.value(), before.peer().generation(), before.peer().user(), List.of()) : null;
	}

	/**
	 * List all peers again, before they are forgotten.
	 */
	void keep() {
		Collection<ListedPeer> all = new ArrayList<>();
		this.listings.forEach((id, listing) -> {
			if (this.localPeers.apply(id) == null) {
				changed(id);
			}
			else if (!listing.writing()) {
				all.add(listing.peer());
			}
		});
		if (!all.isEmpty()) {
			this.store.list(all);
		}
	}

	void clear() {
		this.listings.clear();
	}

	/**
	 * What was listed of a peer.
	 *
	 * @param peer the peer
	 * @param writing whether that is on its way
	 * @param dirty whether it is to be listed again
	 */
	private record Listing(ListedPeer peer, boolean writing, boolean dirty) {

		Listing again() {
			return new Listing(this.peer, true, true);
		}

		Listing settled() {
			return new Listing(this.peer, false, false);
		}

	}

}
