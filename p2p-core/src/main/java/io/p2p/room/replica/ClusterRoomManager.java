package io.p2p.room.replica;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.SessionOwner;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;
import io.p2p.room.log.LoggedRoomManager;
import io.p2p.room.log.Memberships;
import io.p2p.room.log.MissedReader;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomEvent;
import io.p2p.room.log.RoomEventHandler;
import io.p2p.room.log.SharedEntry;

/**
 * The rooms that several servers share, as far as this server has members in them. A
 * change has been done when it has come back from the log of its room.
 *
 * @since 0.1.0
 */
public final class ClusterRoomManager extends LoggedRoomManager {

	private final ReplicatedRoomLog log;

	/**
	 * Create a manager.
	 * @param store has the logs
	 * @param maxRoomsPerPeer how many rooms a peer may be in at a time; 0 for any number
	 * @param window how long a peer is kept whose server is dead
	 * @param lease how long a server may go unheard of until it is taken for dead
	 * @param listeners supplies who is told of what happens in rooms; called lazily
	 * @param localPeers finds the peers of this server by their ids
	 * @param events gets the events that are no change of a room
	 */
	public ClusterRoomManager(ClusterStore store, int maxRoomsPerPeer, Duration window, Duration lease,
			Supplier<List<RoomListener>> listeners, Function<PeerId, @Nullable Peer> localPeers,
			RoomEventHandler events) {
		this(new ReplicatedRoomLog(store, new Memberships(maxRoomsPerPeer), window, lease, listeners, localPeers,
				events));
	}

	private ClusterRoomManager(ReplicatedRoomLog log) {
		super(log, log.memberships());
		this.log = log;
	}

	/**
	 * The name of this server among the others.
	 * @return the name
	 */
	public String node() {
		return this.log.node();
	}

	/**
	 * The other servers at which some members of a room are connected.
	 * @param room the room
	 * @param which says which members
	 * @return the names of the servers
	 */
	public Set<String> nodes(Room room, Predicate<RoomMember> which) {
		Set<String> nodes = new HashSet<>();
		for (RoomMember member : room.members()) {
			if (member.peer() instanceof RemotePeer remote && !member.lost() && !nodes.contains(remote.node())
					&& which.test(member)) {
				nodes.add(remote.node());
			}
		}
		nodes.retainAll(this.log.store().nodes());
		return nodes;
	}

	/**
	 * Append an event to the log of a room.
	 * @param room the name of the room
	 * @param from the peer that causes it, {@code null} for the server
	 * @param number the number of the peer's request in its session, 0 for none
	 * @param event the event
	 * @return {@code true} when it has been appended, or was before: a repeated request
	 * has no effect; fails with a {@link io.p2p.peer.RefusedException} if the peer is not
	 * in the room
	 */
	public CompletionStage<Boolean> append(String room, @Nullable LocalPeer from, long number, RoomEvent event) {
		return (from != null) ? this.log.append(room,
				new SharedEntry.Event(from.id(), event, number, RoomEntryCodec.NOTHING), from.generation())
				: append(room, event, RoomEntryCodec.NOTHING);
	}

	/**
	 * Append an event of the server to the log of a room, in which this server need not
	 * have members.
	 * @param room the name of the room
	 * @param event the event
	 * @param appended called with the room before anybody hears of the event, while it is
	 * locked; it must not block
	 * @return {@code true} when it has been appended, {@code false} if there is no such
	 * room
	 */
	public CompletionStage<Boolean> append(String room, RoomEvent event, Consumer<Room> appended) {
		return this.log.append(room, new SharedEntry.Event(null, event, 0, appended));
	}

	/**
	 * Know what happens in a room, though this server may have no members in it.
	 * @param room the name of the room
	 * @return to be run when the room is of no more interest, not while it is locked
	 */
	public Runnable follow(String room) {
		return this.log.follow(room);
	}

	/**
	 * The rooms of a peer at whichever server.
	 * @param peer the peer
	 * @return the names of the rooms in their order
	 */
	public CompletionStage<List<String>> findRoomsOf(PeerId peer) {
		if (this.log.codec().localPeer(peer) != null) {
			return CompletableFuture.completedFuture(known(peer).stream().toList());
		}
		return this.log.store().roomsOf(peer.value()).thenApply((listed) -> with(known(peer), listed));
	}

	/**
	 * The rooms of a user's peers at all servers.
	 * @param user the name of the user
	 * @param here the peers of this user at this server
	 * @return the names of the rooms in their order, by the peers
	 */
	public CompletionStage<Map<PeerId, List<String>>> findRoomsOf(String user, Collection<PeerId> here) {
		return this.log.store().peersOf(user).thenApply((listed) -> {
			Map<PeerId, List<String>> found = new LinkedHashMap<>();
			here.forEach((id) -> found.put(id, known(id).stream().toList()));
			listed.forEach((peer, rooms) -> found.computeIfAbsent(new PeerId(peer), (id) -> with(known(id), rooms)));
			return found;
		});
	}

	private SortedSet<String> known(PeerId peer) {
		SortedSet<String> names = new TreeSet<>();
		roomsOf(peer).forEach((room) -> names.add(room.name()));
		return names;
	}

	private static List<String> with(SortedSet<String> known, Collection<String> more) {
		known.addAll(more);
		return known.stream().toList();
	}

	/**
	 * Set what has peers go on that join a room in which they are already.
	 * @param action has them go on
	 */
	public void onReturn(RoomReturn action) {
		this.log.rejoins().by(action);
	}

	/**
	 * Have a peer go on in a room at this server.
	 * @param room the name of the room
	 * @param peer the peer, with its generation
	 * @return the position at which the peer is back, empty if it is no member: from
	 * there on it gets what happens
	 */
	public CompletionStage<Optional<Position>> comeBack(String room, LocalPeer peer) {
		CompletableFuture<Position> back = new CompletableFuture<>();
		return this.log
			.append(room, new SharedEntry.Back(peer, peer.generation(), (known) -> back.complete(known.position())),
					peer.generation())
			.thenApply((found) -> found ? Optional.ofNullable(back.getNow(null)) : Optional.empty());
	}

	/**
	 * Read what a member of a room has missed.
	 * @param room the name of the room
	 * @param from the position up to which it has not
	 * @param upTo the offset of the last entry to read
	 * @param reader gets what has happened, in order
	 * @return {@code false} if the log does not have all of it
	 */
	public CompletionStage<Boolean> readMissed(String room, Position from, long upTo, MissedReader reader) {
		if (from.offset() >= upTo) {
			return CompletableFuture.completedFuture(true);
		}
		return this.log.store().read(room, from.epoch(), from.offset()).thenApply((batches) -> {
			batches.ifPresent((found) -> replay(found, from.offset(), upTo, reader));
			return batches.isPresent();
		});
	}

	private void replay(List<LogBatch> batches, long after, long upTo, MissedReader reader) {
		for (LogBatch batch : batches) {
			for (int i = 0; i < batch.entries().size(); i++) {
				long offset = batch.first() + i;
				if (offset > after && offset <= upTo) {
					this.log.codec().read(batch.entries().get(i)).accept(MissedEntries.INSTANCE).tell(offset, reader);
				}
			}
		}
	}

	/**
	 * Handle that a peer of this server is somewhere else now: it counts as lost in its
	 * rooms until it is back in them, or leaves them when it does not come.
	 * @param peer the peer
	 */
	public void superseded(LocalPeer peer) {
		for (Room room : roomsOf(peer.id())) {
			this.log.orphaned(room.name(), peer);
		}
		this.log.departures().superseded(peer.id());
	}

	/**
	 * Have a peer leave that another one takes the place of.
	 * @param room the name of a room in which it may be
	 * @param peer the id of the peer
	 * @param generation the generation of its session, which this server has claimed
	 * @return completes when it is not there any more
	 */
	public CompletionStage<?> leave(String room, PeerId peer, long generation) {
		return this.log.append(room, new RoomEntry.Leave(peer, null, 0), generation);
	}

	/**
	 * Disconnect a peer for good: it leaves its rooms at once, also if its server is
	 * dead, and its session cannot go on.
	 * @param node the name of the server that it is connected to
	 * @param peer the id of the peer
	 */
	public void disconnect(String node, PeerId peer) {
		this.log.departures().disconnect(node, peer);
	}

	/**
	 * Handle that the page of a session has gone: its peer leaves at once if it is lost,
	 * and else when its connection ends.
	 * @param token the name of the session
	 * @param owner who has the session
	 */
	public void farewell(String token, SessionOwner owner) {
		this.log.departures().farewell(token, owner);
	}

	/**
	 * Whether nothing that this server has appended is still on its way.
	 * @return {@code false} while something is
	 */
	public boolean isIdle() {
		return this.log.pending().isEmpty();
	}

	/**
	 * Handle that another server has ended, or is cut off.
	 * @param node the server
	 */
	public void nodeLost(String node) {
		this.log.orphans().nodeLost(node);
		this.log.departures().nodeLost(node);
	}

	/**
	 * Handle a message of another server about a peer of this one.
	 * @param message the message
	 */
	public void told(byte[] message) {
		this.log.departures().told(message);
	}

	/**
	 * Let members leave whose servers are dead and who have not come back. Called about
	 * once a second.
	 */
	public void sweep() {
		this.log.orphans().sweep();
		this.log.departures().sweep();
	}

	/**
	 * Forget all rooms, when the store has been stopped: whoever starts it again begins
	 * with none.
	 */
	public void stop() {
		this.log.stop();
	}

	/**
	 * Have others find the peers of this server for some more time. Called twice, at
	 * least, in the time for which they do.
	 */
	public void keep() {
		this.log.directory().keep();
	}

}
