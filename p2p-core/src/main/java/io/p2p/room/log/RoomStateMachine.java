package io.p2p.room.log;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;

/**
 * Applies entries to their rooms, and tells the listeners. Used while the room is locked.
 *
 * @since 0.1.0
 */
public final class RoomStateMachine {

	private static final Logger logger = LoggerFactory.getLogger(RoomStateMachine.class);

	private final Memberships memberships;

	private final Supplier<List<RoomListener>> listeners;

	private final RoomEventHandler events;

	private final Predicate<String> servers;

	/**
	 * Create a machine.
	 * @param memberships the rooms of each peer, which entries change
	 * @param listeners supplies who is told of what happens in rooms; called lazily
	 * @param events gets the events that are no change of a room
	 * @param servers tells which other servers are alive
	 */
	public RoomStateMachine(Memberships memberships, Supplier<List<RoomListener>> listeners, RoomEventHandler events,
			Predicate<String> servers) {
		this.memberships = memberships;
		this.listeners = listeners;
		this.events = events;
		this.servers = servers;
	}

	void enter(LocalRoom room, RoomEntry.Join entry) {
		RoomMember member = entry.member();
		RoomMember previous = room.member(member.id());
		if (previous != null && previous.plain() == member.plain()) {
			change(room, previous, member.data());
			entry.joined().accept(room);
			return;
		}
		if (previous == null && !entry.invited() && room.isFull()) {
			throw new RefusedException(ErrorCode.ROOM_FULL, "The room takes no more peers");
		}
		this.memberships.add(member.id(), room.name());
		// the peer may have lost its connection since it asked to join
		add(room, member.withLost(member.peer().isLost()), 0, previous == null, entry.joined());
	}

	/**
	 * Add a member, or join it again, whatever the limits.
	 */
	void admit(LocalRoom room, RoomMember member, long generation, Consumer<Room> joined) {
		RoomMember previous = room.member(member.id());
		if (previous != null && previous.plain() == member.plain()) {
			room.stays().rebind(member.peer(), generation);
			change(room, previous.withPeer(member.peer()), member.data());
			joined.accept(room);
		}
		else {
			this.memberships.put(member.id(), room.name());
			add(room, member, generation, previous == null, joined);
		}
	}

	private void add(LocalRoom room, RoomMember member, long generation, boolean anew, Consumer<Room> joined) {
		begin(room);
		RoomMember limited = room.options().limit(member);
		Set<PeerId> changed = room.add(limited, generation);
		// Before the others are told: the welcome must reach the newcomer before anything
		// that they send to it.
		joined.accept(room);
		tellLinks(room, changed);
		boolean here = anew && member.peer().server() == null;
		tell(room, (listener) -> {
			listener.joined(room, limited);
			if (here) {
				listener.joinedHere(room, limited);
			}
		});
	}

	boolean arrive(LocalRoom room, RoomMember plain) {
		boolean expected = this.memberships.contains(plain.id(), room.name());
		if (expected) {
			enter(room, new RoomEntry.Join(plain, true, (entered) -> {
			}));
		}
		return expected;
	}

	boolean update(LocalRoom room, PeerId id, @Nullable RawJson data) {
		RoomMember member = room.member(id);
		if (member != null) {
			change(room, member, data);
		}
		return member != null;
	}

	private void change(LocalRoom room, RoomMember member, @Nullable RawJson data) {
		if (!Objects.equals(member.data(), data)) {
			RoomMember updated = member.withData(data);
			room.stays().replace(updated);
			tell(room, (listener) -> listener.updated(room, updated));
		}
	}

	boolean leave(LocalRoom room, PeerId id, @Nullable Removal removal, boolean byServer) {
		RoomMember member = room.member(id);
		if (member != null || removal == null) {
			// also for a plain peer that is being moved here: it must not arrive
			this.memberships.remove(id, room.name());
		}
		if (member == null) {
			return false;
		}
		Set<PeerId> changed = room.remove(id);
		if (removal != null) {
			tell(room, (listener) -> listener.removed(room, member, removal));
		}
		tellLeft(room, member, byServer);
		tellLinks(room, changed);
		return true;
	}

	// A peer leaves by an entry of its own server, or of one that does it in the place of
	// that. Whom the server removes may be at any, which reads of it if it is alive.
	private void tellLeft(LocalRoom room, RoomMember member, boolean byServer) {
		String server = member.peer().server();
		boolean here = byServer ? server == null || (room.isOwn() && !this.servers.test(server)) : room.isOwn();
		tell(room, (listener) -> {
			listener.left(room, member);
			if (here) {
				listener.leftHere(room, member);
			}
		});
	}

	Optional<RoomMember> move(LocalRoom room, RoomEntry.Move entry) {
		PeerId id = entry.peer();
		String to = entry.to();
		RoomMember member = room.member(id);
		if (member == null) {
			return Optional.empty();
		}
		boolean here = member.peer().server() == null;
		if (member.plain()) {
			if (here) {
				this.memberships.replace(id, room.name(), to);
			}
			leave(room, id, null, true);
		}
		else {
			if (here) {
				// before leave(): leaveAll() on another thread then removes it as well
				this.memberships.invite(id, to);
			}
			leave(room, id, entry.removal(), true);
		}
		return Optional.of(member);
	}

	void compareConnections(LocalRoom room, List<PeerId> ids) {
		Map<Boolean, List<RoomMember>> changed = ids.stream()
			.map(room::member)
			.filter(Objects::nonNull)
			.filter((member) -> member.lost() != member.peer().isLost())
			.collect(Collectors.partitioningBy(RoomMember::lost));
		List<RoomMember> back = Objects.requireNonNull(changed.get(true));
		if (!back.isEmpty()) {
			welcomeBack(room, back);
		}
		List<RoomMember> lost = Objects.requireNonNull(changed.get(false));
		if (!lost.isEmpty()) {
			List<RoomMember> members = lost.stream().map((member) -> member.withLost(true)).toList();
			tellLinks(room, room.lost(members));
			tell(room, (listener) -> listener.lost(room, members));
		}
	}

	boolean lost(LocalRoom room, PeerId id) {
		RoomMember member = room.member(id);
		if (member != null && !member.lost()) {
			List<RoomMember> members = List.of(member.withLost(true));
			tellLinks(room, room.lost(members));
			tell(room, (listener) -> listener.lost(room, members));
		}
		return member != null;
	}

	boolean back(LocalRoom room, Peer peer, long generation) {
		RoomMember member = room.member(peer.id());
		if (member != null) {
			room.stays().rebind(peer, generation);
			if (member.lost()) {
				welcomeBack(room, List.of(member.withPeer(peer)));
			}
		}
		return member != null;
	}

	void event(LocalRoom room, @Nullable PeerId from, RoomEvent event) {
		if (!room.isSilent()) {
			this.events.received(room, from, event);
		}
	}

	/**
	 * Announce a room that was in use elsewhere already.
	 * @param room the room
	 */
	public void resume(LocalRoom room) {
		if (room.isHeldOpen() || room.stays().size() > 0) {
			begin(room);
		}
	}

	private void welcomeBack(LocalRoom room, List<RoomMember> back) {
		Set<PeerId> together = back.stream().map(RoomMember::id).collect(Collectors.toSet());
		Map<RoomMember, List<RoomMember>> missed = new LinkedHashMap<>();
		back.forEach(
				(member) -> missed.put(member.withLost(false), room.stays().lostOrBackSince(member.id(), together)));
		tellLinks(room, room.returned(missed.keySet()));
		missed.forEach((member, changed) -> tell(room, (listener) -> listener.returned(room, member, changed)));
	}

	void open(LocalRoom room, RoomOptions options) {
		room.open(options);
		begin(room);
	}

	boolean close(LocalRoom room, Removal removal) {
		List<RoomMember> members = List.copyOf(room.members());
		// all at once: no member is told that others leave, or to link anew
		room.clear();
		room.open(null);
		members.forEach((member) -> {
			this.memberships.remove(member.id(), room.name());
			tell(room, (listener) -> listener.removed(room, member, removal));
			tellLeft(room, member, true);
		});
		return room.hasBegun();
	}

	/**
	 * Announce a room to the listeners, unless that has been done.
	 */
	private void begin(LocalRoom room) {
		if (!room.isSilent() && room.begin()) {
			tell(room, (listener) -> listener.opened(room));
		}
	}

	/**
	 * Announce the end of a room to the listeners.
	 * @param room the room
	 * @param lost whether its members have left with it; they may go on at other servers
	 * otherwise
	 */
	public void end(LocalRoom room, boolean lost) {
		List<RoomMember> left = lost ? List.copyOf(room.members()) : List.of();
		room.clear();
		left.forEach((member) -> tellLeft(room, member, true));
		if (room.hasBegun()) {
			tell(room, (listener) -> listener.closed(room));
		}
	}

	private void tellLinks(LocalRoom room, Set<PeerId> changed) {
		if (!changed.isEmpty()) {
			tell(room, (listener) -> listener.linksChanged(room, changed));
		}
	}

	// Listeners may be the application's: if one throws, the others are still told.
	private void tell(LocalRoom room, Consumer<RoomListener> what) {
		if (room.isSilent()) {
			return;
		}
		for (RoomListener listener : this.listeners.get()) {
			try {
				what.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("The RoomListener {} failed for {}", listener.getClass().getName(), room, ex);
			}
		}
	}

}
