package io.p2p.room.log;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;

/**
 * Peers in the order in which they came: an immutable list, copied on each change, so
 * that senders to all of them need no lock and no copy.
 */
final class Roster {

	static final Roster EMPTY = of(new Peer[0]);

	private final List<Peer> peers;

	// made when somebody asks: one process never does
	private volatile @Nullable List<Peer> here;

	private Roster(List<Peer> peers) {
		this.peers = peers;
	}

	private static Roster of(Peer[] peers) {
		return new Roster(Collections.unmodifiableList(Arrays.asList(peers)));
	}

	/**
	 * The peers, not to be changed.
	 */
	List<Peer> peers() {
		return this.peers;
	}

	/**
	 * Those of this server.
	 */
	List<Peer> here() {
		List<Peer> known = this.here;
		if (known == null) {
			known = this.peers.stream().filter(LocalPeer.class::isInstance).toList();
			this.here = known;
		}
		return known;
	}

	Roster with(Peer peer) {
		Peer[] all = this.peers.toArray(new Peer[this.peers.size() + 1]);
		all[all.length - 1] = peer;
		return of(all);
	}

	/**
	 * This roster with another object for a peer.
	 * @param peer the object to replace, the same that was added
	 */
	@SuppressWarnings("ReferenceEquality") // as in without()
	Roster with(Peer peer, Peer other) {
		Peer[] all = this.peers.toArray(new Peer[0]);
		for (int i = 0; i < all.length; i++) {
			if (all[i] == peer) {
				all[i] = other;
			}
		}
		return of(all);
	}

	/**
	 * This roster without a peer.
	 * @param peer the peer to leave out, the same object that was added
	 */
	@SuppressWarnings("ReferenceEquality") // to compare ids is slow where there are
											// thousands
	Roster without(Peer peer) {
		int index = 0;
		while (index < this.peers.size() && this.peers.get(index) != peer) {
			index++;
		}
		if (index == this.peers.size()) {
			return this;
		}
		Peer[] all = this.peers.toArray(new Peer[0]);
		Peer[] rest = Arrays.copyOf(all, all.length - 1);
		System.arraycopy(all, index + 1, rest, index, rest.length - index);
		return of(rest);
	}

}
