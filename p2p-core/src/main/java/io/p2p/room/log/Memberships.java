package io.p2p.room.log;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.RoomManager;

/**
 * The rooms that each peer is in, and those that it is invited to. Entries of a room
 * change only while that room is locked, so that they agree with the room.
 *
 * @since 0.1.0
 */
public final class Memberships {

	// immutable sets, copied on each change: most peers are in one room
	private final Map<PeerId, Set<String>> rooms = new ConcurrentHashMap<>();

	private final Map<PeerId, Set<String>> invitations = new ConcurrentHashMap<>();

	private final int maxRooms;

	/**
	 * Create empty memberships.
	 * @param maxRooms how many rooms a peer may be in; 0 for any number
	 */
	public Memberships(int maxRooms) {
		this.maxRooms = maxRooms;
	}

	/**
	 * Add a room to those of a peer. This ends its invitation there.
	 * @throws RefusedException if the peer is in too many rooms
	 */
	void add(PeerId id, String name) {
		this.rooms.compute(id, (key, existing) -> {
			Set<String> names = (existing != null) ? existing : Set.of();
			check(names, name);
			return with(names, name);
		});
		remove(this.invitations, id, name);
	}

	/**
	 * Check that a peer may be in a room beside those that it is in.
	 * @param id the peer
	 * @param name the name of the room
	 * @throws RefusedException if the peer is in too many rooms
	 */
	public void check(PeerId id, String name) {
		check(of(id), name);
	}

	private void check(Set<String> names, String name) {
		if (this.maxRooms > 0 && names.size() >= this.maxRooms && !names.contains(name)) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "A peer may be in at most " + this.maxRooms + " rooms");
		}
	}

	/**
	 * Add a room to those of a peer, as {@link #add} does, however many these are.
	 */
	void put(PeerId id, String name) {
		this.rooms.merge(id, Set.of(name), (names, one) -> with(names, name));
		remove(this.invitations, id, name);
	}

	/**
	 * Remove a room from those of a peer.
	 * @param id the peer
	 * @param name the name of the room
	 */
	public void remove(PeerId id, String name) {
		remove(this.rooms, id, name);
	}

	/**
	 * Replace one room by another, in one step: {@link RoomManager#leaveAll} on another
	 * thread must find one of them.
	 */
	void replace(PeerId id, String from, String to) {
		this.rooms.computeIfPresent(id, (key, names) -> with(without(names, from), to));
	}

	boolean contains(PeerId id, String name) {
		return this.rooms.getOrDefault(id, Set.of()).contains(name);
	}

	/**
	 * The names of a peer's rooms.
	 * @param id the peer
	 * @return a snapshot
	 */
	public Set<String> of(PeerId id) {
		return this.rooms.getOrDefault(id, Set.of());
	}

	void invite(PeerId id, String name) {
		this.invitations.merge(id, Set.of(name), (names, one) -> with(names, name));
	}

	boolean isInvited(PeerId id, String name) {
		return this.invitations.getOrDefault(id, Set.of()).contains(name);
	}

	/**
	 * Forget that a peer is invited to rooms.
	 * @param id the peer
	 */
	public void forgetInvitations(PeerId id) {
		this.invitations.remove(id);
	}

	/**
	 * Forget all rooms and invitations.
	 */
	public void clear() {
		this.rooms.clear();
		this.invitations.clear();
	}

	private static void remove(Map<PeerId, Set<String>> all, PeerId id, String name) {
		all.computeIfPresent(id, (key, names) -> {
			Set<String> rest = without(names, name);
			return rest.isEmpty() ? null : rest;
		});
	}

	private static Set<String> with(Set<String> names, String name) {
		Set<String> all = new HashSet<>(names);
		return all.add(name) ? Set.copyOf(all) : names;
	}

	private static Set<String> without(Set<String> names, String name) {
		Set<String> rest = new HashSet<>(names);
		return rest.remove(name) ? Set.copyOf(rest) : names;
	}

}
