package io.p2p.room.replica;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.p2p.peer.PeerId;
import io.p2p.room.RoomMember;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.SharedEntry;

/**
 * The members of rooms whose servers are dead. Each server that follows the room says so
 * in its log, and lets them leave when they have not come back in time; the first to say
 * it is the one who counts.
 */
final class Orphans {

	private final Map<Orphan, Long> deadlines = new ConcurrentHashMap<>();

	// servers that are not known here, with the time at which they are taken for dead
	private final Map<String, Long> unknown = new ConcurrentHashMap<>();

	private final ReplicatedRoomLog log;

	private final long window;

	private final long lease;

	private long lastSweep = System.nanoTime();

	/**
	 * Create an empty collection.
	 * @param window how long a lost peer is kept
	 * @param lease how long a server may go unheard of
	 */
	Orphans(ReplicatedRoomLog log, Duration window, Duration lease) {
		this.log = log;
		this.window = window.toNanos();
		this.lease = lease.toNanos();
	}

	/**
	 * A server is dead.
	 */
	void nodeLost(String node) {
		for (Replica replica : this.log.replicas()) {
			replica.whenLoaded(() -> check(replica, node));
		}
	}

	/**
	 * A room has been loaded, in which there may be members of servers that are dead, or
	 * that this one has not heard of yet.
	 */
	void check(Replica replica) {
		forEachRemote(replica, (member, node) -> {
			if (node.equals(this.log.node())) {
				// Redis has forgotten that it has left
				add(replica, member);
			}
			else if (!this.log.store().nodes().contains(node)) {
				this.unknown.putIfAbsent(node, System.nanoTime() + this.lease);
			}
		});
	}

	private void check(Replica replica, String dead) {
		forEachRemote(replica, (member, node) -> {
			if (node.equals(dead)) {
				add(replica, member);
			}
		});
	}

	private static void forEachRemote(Replica replica, BiConsumer<RoomMember, String> action) {
		for (RoomMember member : List.copyOf(replica.room().members())) {
			String node = member.peer().server();
			if (node != null) {
				action.accept(member, node);
			}
		}
	}

	/**
	 * A member has lost its server.
	 */
	void add(Replica replica, RoomMember member) {
		add(replica, member, replica.room().generation(member.id()));
	}

	void add(Replica replica, RoomMember member, long generation) {
		String room = replica.room().name();
		if (generation == 0) {
			// no session: nobody can come back
			this.log.append(room, new RoomEntry.Leave(member.id(), null, 0), generation);
			return;
		}
		if (!member.lost()) {
			this.log.append(room, new SharedEntry.Lost(member.id()), generation);
		}
		this.deadlines.putIfAbsent(new Orphan(room, member.id(), generation), System.nanoTime() + this.window);
	}

	/**
	 * Let those leave who have not come back in time. Called more than twice in the time
	 * of a lease.
	 */
	void sweep() {
		long now = System.nanoTime();
		if (now - this.lastSweep > this.lease / 2) {
			// This process stood still: what it knows of others is as old.
			this.unknown.replaceAll((node, deadline) -> now + this.lease);
			this.deadlines.replaceAll((orphan, deadline) -> Math.max(deadline, now + this.lease));
		}
		this.lastSweep = now;
		this.unknown.forEach((node, deadline) -> {
			boolean known = this.log.store().nodes().contains(node);
			if ((known || deadline - now <= 0) && this.unknown.remove(node, deadline) && !known) {
				nodeLost(node);
			}
		});
		this.deadlines.forEach((orphan, deadline) -> {
			if (deadline - now <= 0 && this.deadlines.remove(orphan, deadline)) {
				// of that generation: who has come back meanwhile does not leave
				this.log.append(orphan.room(), new RoomEntry.Leave(orphan.peer(), null, 0), orphan.generation());
			}
		});
	}

	void clear() {
		this.deadlines.clear();
		this.unknown.clear();
	}

	/**
	 * A member whose server is dead.
	 */
	private record Orphan(String room, PeerId peer, long generation) {

	}

}
