package io.p2p.room.replica;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ClusterStore;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.Memberships;
import io.p2p.room.log.OpenedRooms;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomEventHandler;
import io.p2p.room.log.RoomLog;
import io.p2p.room.log.RoomStateMachine;
import io.p2p.room.log.SharedEntry;

/**
 * The logs of rooms that several servers share. This server follows those rooms in which
 * it has members, or for which it has something to append.
 */
final class ReplicatedRoomLog implements RoomLog {

	private final Map<String, Replica> replicas = new ConcurrentHashMap<>();

	private final PendingEntries pending;

	private final ClusterStore store;

	private final RoomStateMachine machine;

	private final Memberships memberships;

	private final RoomEntryCodec codec;

	private final RoomCheckpoints checkpoints;

	private final Orphans orphans;

	private final Rejoins rejoins = new Rejoins(this);

	private final Directory directory;

	private final Departures departures;

	private final OpenedRooms opened = new OpenedRooms(this);

	/**
	 * Create a log.
	 * @param window how long a lost peer is kept
	 * @param lease how long a server may go unheard of
	 */
	ReplicatedRoomLog(ClusterStore store, Memberships memberships, Duration window, Duration lease,
			Supplier<List<RoomListener>> listeners, Function<PeerId, @Nullable Peer> localPeers,
			RoomEventHandler events) {
		this.store = store;
		this.memberships = memberships;
		this.machine = new RoomStateMachine(memberships, listeners, events, (server) -> store.nodes().contains(server));
		this.departures = new Departures(this, memberships, localPeers, lease);
		this.codec = new RoomEntryCodec(store::node, localPeers, this.departures::dismiss);
		this.pending = new PendingEntries(localPeers);
		this.checkpoints = new RoomCheckpoints(this.codec, memberships);
		this.orphans = new Orphans(this, window, lease);
		this.directory = new Directory(store, memberships, localPeers);
	}

	ClusterStore store() {
		return this.store;
	}

	String node() {
		return this.store.node();
	}

	RoomStateMachine machine() {
		return this.machine;
	}

	RoomEntryCodec codec() {
		return this.codec;
	}

	Memberships memberships() {
		return this.memberships;
	}

	Directory directory() {
		return this.directory;
	}

	Departures departures() {
		return this.departures;
	}

	RoomCheckpoints checkpoints() {
		return this.checkpoints;
	}

	@Override
	public <R> CompletionStage<R> append(String name, RoomEntry<R> entry) {
		return append(name, entry, -1);
	}

	/**
	 * Append an entry about a peer of a generation.
	 * @param generation the generation, negative for the one that the peer has here when
	 * the entry is appended
	 */
	<R> CompletionStage<R> append(String name, RoomEntry<R> entry, long generation) {
		if (entry instanceof RoomEntry.Join join) {
			try {
				this.memberships.check(join.member().id(), name);
			}
			catch (RefusedException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}
		CompletableFuture<R> result = new CompletableFuture<>();
		Replica replica = use(name);
		if (entry instanceof RoomEntry.Open) {
			this.opened.add(name);
		}
		replica.whenLoaded(() -> append(replica, entry, generation, result));
		result.whenComplete((done, failure) -> release(replica));
		return result;
	}

	private <R> void append(Replica replica, RoomEntry<R> entry, long given, CompletableFuture<R> result) {
		if (entry instanceof RoomEntry.Connections connections) {
			connectionsChanged(replica, LocalMembers.of(replica.room(), connections.peers()));
			result.complete(PendingEntries.cast(true));
			return;
		}
		if (entry instanceof RoomEntry.Join join && LocalMembers.isElsewhere(replica.room(), join.member())) {
			this.rejoins.begin(replica.room(), join, result);
			return;
		}
		long generation = (given >= 0) ? given : LocalMembers.generation(replica.room(), entry.peer());
		if (entry instanceof RoomEntry.Join join) {
			generation = LocalMembers.generation(join.member().peer());
		}
		long tag = this.pending.add(new PendingEntry<>(entry, generation, result));
		this.store.append(replica.room().name(), this.codec.write(entry, generation, tag))
			.whenComplete((outcome, failure) -> this.pending.ended(tag, outcome, failure));
	}

	/**
	 * Append that peers of this server are lost or back.
	 */
	void connectionsChanged(Replica replica, List<LocalPeer> peers) {
		for (LocalPeer peer : peers) {
			append(replica.room().name(), peer.isLost() ? new SharedEntry.Lost(peer.id())
					: new SharedEntry.Back(peer, replica.room().generation(peer.id()), RoomEntryCodec.NOTHING));
		}
	}

	// the entries of this server that have not come back from the log
	PendingEntries pending() {
		return this.pending;
	}

	private Replica use(String name) {
		AtomicReference<@Nullable CompletionStage<Void>> begun = new AtomicReference<>();
		Replica used = this.replicas.compute(name, (key, existing) -> {
			Replica replica = (existing != null) ? existing : new Replica(name, this);
			replica.use(1);
			if (existing == null) {
				begun.set(this.store.follow(name, replica));
			}
			return replica;
		});
		CompletionStage<Void> following = begun.get();
		if (following != null) {
			// not in the map's lock: it takes the replica out
			following.exceptionally((failure) -> {
				used.unavailable();
				return null;
			});
		}
		return used;
	}

	/**
	 * Follow a room until the result is run.
	 */
	Runnable follow(String name) {
		Replica replica = use(name);
		AtomicBoolean released = new AtomicBoolean();
		return () -> {
			if (released.compareAndSet(false, true)) {
				release(replica);
			}
		};
	}

	private void release(Replica replica) {
		this.replicas.computeIfPresent(replica.room().name(), (name, current) -> {
			replica.use(-1);
			return current;
		});
		dropIfUnused(replica);
	}

	/**
	 * Stop following a room in which this server has no member and nothing to append.
	 */
	void dropIfUnused(Replica replica) {
		synchronized (replica.room()) {
			if (!replica.room().hasLocalMembers() && !this.opened.has(replica.room())) {
				drop(replica, false, false);
			}
		}
	}

	/**
	 * Forget a room whose log is lost, or cannot be followed.
	 * @return what is to be done when the room is not locked: opens it again
	 */
	Runnable forget(Replica replica) {
		synchronized (replica.room()) {
			Runnable again = this.opened.again(replica.room());
			drop(replica, true, true);
			return again;
		}
	}

	/**
	 * Forget everything, when the store has been stopped.
	 */
	void stop() {
		this.opened.clear();
		this.replicas.values().forEach((replica) -> drop(replica, true, false));
		this.pending.abandon();
		this.orphans.clear();
		this.departures.clear();
		this.directory.clear();
		this.memberships.clear();
	}

	// The lock of a room is taken before that of the map, never the other way round.
	@SuppressWarnings("ReferenceEquality") // another replica may follow
	private void drop(Replica replica, boolean always, boolean lost) {
		LocalRoom room = replica.room();
		AtomicBoolean dropped = new AtomicBoolean();
		synchronized (room) {
			this.replicas.computeIfPresent(room.name(), (name, current) -> {
				if (current != replica || (replica.use(0) > 0 && !always)) {
					return current;
				}
				// here, as nobody may have begun to follow the room anew
				this.store.unfollow(name);
				this.opened.remove(name);
				room.members().forEach((member) -> this.memberships.remove(member.id(), name));
				dropped.set(true);
				return null;
			});
			if (dropped.get()) {
				this.machine.end(room, lost);
			}
		}
	}

	Rejoins rejoins() {
		return this.rejoins;
	}

	Orphans orphans() {
		return this.orphans;
	}

	/**
	 * A peer that was here is somewhere else, or about to be.
	 */
	@SuppressWarnings("ReferenceEquality") // a peer that has come back is another object
	void orphaned(String name, LocalPeer peer) {
		Replica replica = this.replicas.get(name);
		RoomMember member = (replica != null) ? replica.room().member(peer.id()) : null;
		if (replica != null && member != null && member.peer() == peer) {
			this.orphans.add(replica, member, peer.generation());
		}
	}

	Collection<Replica> replicas() {
		return this.replicas.values();
	}

	@Override
	public @Nullable Room find(String name) {
		Replica replica = this.replicas.get(name);
		return (replica != null && replica.room().hasBegun()) ? replica.room() : null;
	}

	@Override
	public Collection<Room> rooms() {
		return this.replicas.values()
			.stream()
			.map(Replica::room)
			.filter(LocalRoom::hasBegun)
			.<Room>map((room) -> room)
			.toList();
	}

}
