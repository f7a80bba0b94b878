package io.p2p.room.replica;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.SessionOwner;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.log.Memberships;
import io.p2p.room.log.SharedEntry;

/**
 * Has peers leave for good that are at other servers, be these dead or alive.
 * Thread-safe.
 */
final class Departures {

	private static final Logger logger = LoggerFactory.getLogger(Departures.class);

	// what a message to another server asks for, before the id of the peer
	private static final char DISCONNECT = 'd';

	private static final char FAREWELL = 'f';

	// farewells by the sessions' names: the servers of these may be dead already
	private final Map<String, Farewell> farewells = new ConcurrentHashMap<>();

	private final Set<PeerId> gone = ConcurrentHashMap.newKeySet();

	private final ReplicatedRoomLog log;

	private final Memberships memberships;

	private final Function<PeerId, @Nullable Peer> localPeers;

	private final long patience;

	/**
	 * Create departures.
	 * @param lease how long a server may go unheard of until it is taken for dead
	 */
	Departures(ReplicatedRoomLog log, Memberships memberships, Function<PeerId, @Nullable Peer> localPeers,
			Duration lease) {
		this.log = log;
		this.memberships = memberships;
		this.localPeers = localPeers;
		this.patience = lease.multipliedBy(2).toNanos();
	}

	/**
	 * Have a peer leave all its rooms at once. Its server reads in their logs that it is
	 * to end the peer's connection; if that is dead, the peer finds when it comes back
	 * that it is no member any more, and begins anew.
	 */
	void dismiss(PeerId id) {
		Set<String> known = this.memberships.of(id);
		known.forEach((room) -> dismiss(id, room));
		store().roomsOf(id.value()).whenComplete((listed, failure) -> {
			if (failure != null) {
				logger.debug("The rooms of {} are not known", id, failure);
				return;
			}
			Set<String> others = new HashSet<>(listed);
			others.removeAll(known);
			others.forEach((room) -> dismiss(id, room));
		});
	}

	private void dismiss(PeerId id, String room) {
		this.log.append(room, new SharedEntry.Dismiss(id));
	}

	/**
	 * Have a peer leave, and end its connection, even if it is in no room.
	 * @param server the server that it is said to be connected to
	 */
	void disconnect(String server, PeerId id) {
		tell(server, DISCONNECT, id);
		dismiss(id);
	}

	/**
	 * The page of a session has gone: its peer leaves when it is lost.
	 */
	void farewell(String token, SessionOwner owner) {
		// A server that this one does not know may be dead, or have started just now
		tell(owner.node(), FAREWELL, new PeerId(owner.peer()));
		this.farewells.put(token, new Farewell(owner, System.nanoTime() + this.patience));
	}

	/**
	 * A server is dead. Whose pages have gone do not come back.
	 */
	void nodeLost(String node) {
		this.farewells.forEach((token, farewell) -> {
			if (farewell.owner().node().equals(node)) {
				takeForDead(token, farewell);
			}
		});
	}

	private void takeForDead(String token, Farewell farewell) {
		if (this.farewells.remove(token, farewell)) {
			store().hasSaidFarewell(token).thenAccept((still) -> {
				if (still) {
					dismiss(new PeerId(farewell.owner().peer()));
				}
			});
		}
	}

	/**
	 * A peer of this server may be at another one now.
	 */
	void superseded(PeerId id) {
		this.gone.add(id);
	}

	/**
	 * Forget what is over. Called about once a second.
	 */
	void sweep() {
		long now = System.nanoTime();
		this.farewells.forEach((token, farewell) -> {
			// who has started since has renewed its lease by now
			if (farewell.deadline() - this.patience / 2 - now <= 0 && !isAlive(farewell.owner().node())) {
				takeForDead(token, farewell);
			}
		});
		this.farewells.values().removeIf((farewell) -> farewell.deadline() - now <= 0);
		Collection<PeerId> all = List.copyOf(this.gone);
		this.gone.removeAll(all);
		for (PeerId id : all) {
			if (this.localPeers.apply(id) == null) {
				this.memberships.forgetInvitations(id);
			}
		}
	}

	/**
	 * Handle a message of another server about a peer of this one.
	 */
	void told(byte[] message) {
		String text = new String(message, StandardCharsets.UTF_8);
		Peer peer = text.isEmpty() ? null : this.localPeers.apply(new PeerId(text.substring(1)));
		if (peer != null && text.charAt(0) == DISCONNECT) {
			peer.disconnect();
		}
		else if (peer instanceof LocalPeer local && text.charAt(0) == FAREWELL) {
			local.farewell();
		}
	}

	void clear() {
		this.farewells.clear();
		this.gone.clear();
	}

	private void tell(String server, char what, PeerId id) {
		store().tell(server, (what + id.value()).getBytes(StandardCharsets.UTF_8));
	}

	private boolean isAlive(String server) {
		return store().nodes().contains(server);
	}

	private ClusterStore store() {
		return this.log.store();
	}

	/**
	 * A farewell that may concern a server that is dead.
	 */
	private record Farewell(SessionOwner owner, long deadline) {

	}

}
