package io.p2p.room.log;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.LocalPeer;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomMember;

/**
 * The stays of a room's members. Look-ups are thread-safe; changes, and what concerns
 * links, are guarded by the room's lock.
 */
final class Stays {

	private final LocalRoom room;

	private final Map<PeerId, LocalStay> stays = new ConcurrentHashMap<>();

	private volatile Roster plain = Roster.EMPTY;

	private volatile Roster library = Roster.EMPTY;

	// pairs of a sender and a receiver whose events go by link
	private long linkedWays;

	private volatile long changes;

	// how many members are connected to this server, or were last
	private int local;

	Stays(LocalRoom room) {
		this.room = room;
	}

	Collection<RoomMember> members() {
		return Collections.unmodifiableCollection(new Members());
	}

	List<Peer> plainPeers() {
		return this.plain.peers();
	}

	List<Peer> libraryPeers() {
		return this.library.peers();
	}

	/**
	 * See {@link LocalRoom#here}.
	 */
	List<Peer> here(boolean ofPlain) {
		return (ofPlain ? this.plain : this.library).here();
	}

	/**
	 * See {@link Room#changes()}.
	 */
	long changes() {
		return this.changes;
	}

	private long change() {
		long next = this.changes + 1;
		this.changes = next;
		return next;
	}

	int size() {
		return this.stays.size();
	}

	@Nullable LocalStay find(PeerId id) {
		return this.stays.get(id);
	}

	LocalStay get(PeerId id) {
		return Objects.requireNonNull(this.stays.get(id), "Somebody who is linked is in the room");
	}

	/**
	 * Add a member, or replace a plain member by a library member.
	 */
	void add(RoomMember member, long generation) {
		LocalStay stay = find(member.id());
		if (stay == null) {
			stay = new LocalStay(this.room, change(), member);
			Position position = this.room.position();
			stay.joinedAt((position != null) ? position.offset() : 0);
			this.stays.put(member.id(), stay);
		}
		else {
			enlist(stay.member(), false);
			stay.member(member);
			change();
		}
		stay.generation(generation);
		enlist(member, true);
	}

	/**
	 * Restore a stay that has begun earlier.
	 */
	void restore(RoomSnapshot.Member saved) {
		LocalStay stay = new LocalStay(this.room, saved);
		this.stays.put(saved.member().id(), stay);
		enlist(saved.member(), true);
	}

	void changes(long number) {
		this.changes = number;
	}

	/**
	 * Replace the object of a member's peer, at the same place among the others.
	 */
	void rebind(Peer peer, long generation) {
		LocalStay stay = get(peer.id());
		RoomMember before = stay.member();
		stay.generation(generation);
		if (before.peer() instanceof LocalPeer) {
			this.local--;
		}
		if (peer instanceof LocalPeer) {
			this.local++;
		}
		stay.member(before.withPeer(peer));
		if (before.plain()) {
			this.plain = this.plain.with(before.peer(), peer);
		}
		else {
			this.library = this.library.with(before.peer(), peer);
		}
	}

	int localSize() {
		return this.local;
	}

	/**
	 * Remove a member.
	 * @return {@code false} if there was no such member
	 */
	boolean remove(PeerId id) {
		LocalStay gone = this.stays.get(id);
		if (gone == null) {
			return false;
		}
		for (PeerId other : List.copyOf(gone.linkedTo())) {
			unlink(gone, get(other));
		}
		for (PeerId other : List.copyOf(gone.linkedFrom())) {
			unlink(get(other), gone);
		}
		enlist(gone.member(), false);
		this.stays.remove(id);
		gone.end();
		change();
		return true;
	}

	void clear() {
		this.stays.values().forEach(LocalStay::end);
		this.stays.clear();
		this.plain = Roster.EMPTY;
		this.library = Roster.EMPTY;
		this.linkedWays = 0;
		this.local = 0;
		change();
	}

	/**
	 * Replace a member by its current state.
	 */
	void replace(RoomMember member) {
		get(member.id()).member(member);
		change();
	}

	private void enlist(RoomMember member, boolean in) {
		if (member.peer() instanceof LocalPeer) {
			this.local += in ? 1 : -1;
		}
		Roster roster = member.plain() ? this.plain : this.library;
		Roster changed = in ? roster.with(member.peer()) : roster.without(member.peer());
		if (member.plain()) {
			this.plain = changed;
		}
		else {
			this.library = changed;
		}
	}

	/**
	 * How many pairs of a sender at this server and a receiver use a link.
	 */
	long linkedWays() {
		if (this.local == size()) {
			return this.linkedWays;
		}
		return this.stays.values()
			.stream()
			.filter((stay) -> stay.member().peer() instanceof LocalPeer)
			.mapToLong((stay) -> stay.linkedTo().size())
			.sum();
	}

	void changePath(PeerId from, PeerId to, Path path) {
		LocalStay sender = find(from);
		LocalStay receiver = find(to);
		if (sender == null || receiver == null) {
			return;
		}
		if (path == Path.WEBRTC) {
			link(sender, receiver);
		}
		else {
			unlink(sender, receiver);
		}
	}

	private void link(LocalStay from, LocalStay to) {
		this.linkedWays += from.link(to) ? 1 : 0;
	}

	private void unlink(LocalStay from, LocalStay to) {
		this.linkedWays -= from.unlink(to) ? 1 : 0;
	}

	/**
	 * Replace members that were lost or have come back.
	 * @param members the members as they are now
	 */
	void changeLost(Collection<RoomMember> members) {
		long number = change();
		members.forEach((member) -> get(member.id()).changeLost(member, number));
	}

	/**
	 * The members that were lost or came back since a member was lost itself.
	 * @param without the ids of members to leave out
	 */
	List<RoomMember> lostOrBackSince(PeerId id, Set<PeerId> without) {
		long since = get(id).lostChange();
		return this.stays.values()
			.stream()
			.filter((stay) -> stay.lostChange() > since)
			.map(LocalStay::member)
			.filter((member) -> !without.contains(member.id()))
			.toList();
	}

	/**
	 * A live view of the members.
	 */
	private final class Members extends AbstractCollection<RoomMember> {

		@Override
		public Iterator<RoomMember> iterator() {
			Iterator<LocalStay> all = Stays.this.stays.values().iterator();
			return new Iterator<>() {

				@Override
				public boolean hasNext() {
					return all.hasNext();
				}

				@Override
				public RoomMember next() {
					return all.next().member();
				}

			};
		}

		@Override
		public int size() {
			return Stays.this.size();
		}

	}

}
