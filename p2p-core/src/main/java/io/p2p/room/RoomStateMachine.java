package io.p2p.room;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;

/**
 * Applies entries to their rooms, and tells the listeners. Used while the room is locked.
 */
final class RoomStateMachine {

	private static final Logger logger = LoggerFactory.getLogger(RoomStateMachine.class);

	private final Memberships memberships;

	private final Supplier<List<RoomListener>> listeners;

	RoomStateMachine(Memberships memberships, Supplier<List<RoomListener>> listeners) {
		this.memberships = memberships;
		this.listeners = listeners;
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
		begin(room);
		// the peer may have lost its connection since it asked to join
		RoomMember limited = room.options().limit(member).withLost(member.peer().isLost());
		Set<PeerId> changed = room.add(limited);
		// Before the others are told: the welcome must reach the newcomer before anything
		// that they send to it.
		entry.joined().accept(room);
		tellLinks(room, changed);
		tell(room, (listener) -> listener.joined(room, limited));
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
			room.replace(updated);
			tell(room, (listener) -> listener.updated(room, updated));
		}
	}

	boolean leave(LocalRoom room, PeerId id, @Nullable Removal removal) {
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
		tell(room, (listener) -> listener.left(room, member));
		tellLinks(room, changed);
		return true;
	}

	Optional<RoomMember> move(LocalRoom room, PeerId id, String to) {
		RoomMember member = room.member(id);
		if (member == null) {
			return Optional.empty();
		}
		if (member.plain()) {
			this.memberships.replace(id, room.name(), to);
			leave(room, id, null);
		}
		else {
			// before leave(): leaveAll() on another thread then removes it as well
			this.memberships.invite(id, to);
			leave(room, id, new Removal(ErrorCode.MOVED, "The server has moved this peer to another room", to));
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

	private void welcomeBack(LocalRoom room, List<RoomMember> back) {
		Set<PeerId> together = back.stream().map(RoomMember::id).collect(Collectors.toSet());
		Map<RoomMember, List<RoomMember>> missed = new LinkedHashMap<>();
		back.forEach((member) -> missed.put(member.withLost(false), room.lostOrBackSince(member.id(), together)));
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
			tell(room, (listener) -> listener.left(room, member));
		});
		return room.hasBegun();
	}

	/**
	 * Announce a room to the listeners, unless that has been done.
	 */
	private void begin(LocalRoom room) {
		if (room.begin()) {
			tell(room, (listener) -> listener.opened(room));
		}
	}

	/**
	 * Announce the end of an empty room to the listeners.
	 */
	void end(LocalRoom room) {
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
	private void tell(Room room, Consumer<RoomListener> what) {
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
