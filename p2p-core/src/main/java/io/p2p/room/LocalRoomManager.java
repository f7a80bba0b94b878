package io.p2p.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;

/**
 * The rooms of one server process.
 *
 * @since 0.1.0
 */
public final class LocalRoomManager implements RoomManager {

	private final RoomTable rooms;

	private final Memberships memberships;

	/**
	 * Create a manager without rooms.
	 * @param maxRoomsPerPeer how many rooms a peer may be in at a time; 0 for any number
	 * @param listeners who is told of joins and leaves, asked for at the first of them: a
	 * listener may need this manager
	 */
	public LocalRoomManager(int maxRoomsPerPeer, Supplier<List<RoomListener>> listeners) {
		this.memberships = new Memberships(maxRoomsPerPeer);
		this.rooms = new RoomTable(listeners);
	}

	@Override
	public void join(String name, RoomMember member, Consumer<Room> joined) {
		if (name.length() > Room.MAX_NAME_LENGTH) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, tooLong());
		}
		boolean invited = isInvited(member.id(), name);
		this.rooms.inRoom(name, (room) -> enter(room, member, invited, joined));
	}

	@Override
	public void update(String name, Peer peer, @Nullable RawJson data) {
		boolean found = this.rooms.inExistingRoom(name, (room) -> {
			RoomMember member = room.member(peer.id());
			if (member != null) {
				change(room, member, data);
			}
			return member != null;
		});
		if (!found) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is not in that room");
		}
	}

	@Override
	public void leave(String name, Peer peer) {
		// not only if there is such a room: the peer may be on its way into it
		if (this.memberships.contains(peer.id(), name)) {
			this.rooms.inRoom(name, (room) -> {
				this.memberships.remove(peer.id(), name);
				exit(room, peer.id(), null);
			});
		}
	}

	@Override
	public void leaveAll(Peer peer) {
		Set<String> names = this.memberships.of(peer.id());
		while (!names.isEmpty()) {
			names.forEach((name) -> leave(name, peer));
			names = this.memberships.of(peer.id());
		}
		this.memberships.forgetInvitations(peer.id());
	}

	@Override
	public void connectionsChanged(Collection<? extends Peer> peers) {
		Map<String, List<PeerId>> inRooms = new LinkedHashMap<>();
		for (Peer peer : peers) {
			for (String name : this.memberships.of(peer.id())) {
				inRooms.computeIfAbsent(name, (key) -> new ArrayList<>()).add(peer.id());
			}
		}
		inRooms.forEach((name, ids) -> this.rooms.inExistingRoom(name, (room) -> {
			compareConnections(room, ids);
			return true;
		}));
	}

	private void compareConnections(Room room, List<PeerId> ids) {
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
			this.rooms.tell(room, (listener) -> listener.lost(room, members));
		}
	}

	private void welcomeBack(Room room, List<RoomMember> back) {
		Set<PeerId> together = back.stream().map(RoomMember::id).collect(Collectors.toSet());
		Map<RoomMember, List<RoomMember>> missed = new LinkedHashMap<>();
		back.forEach((member) -> missed.put(member.withLost(false), room.lostOrBackSince(member.id(), together)));
		tellLinks(room, room.returned(missed.keySet()));
		missed.forEach(
				(member, changed) -> this.rooms.tell(room, (listener) -> listener.returned(room, member, changed)));
	}

	@Override
	public Room open(String name, RoomOptions options) {
		checkName(name);
		return this.rooms.inRoom(name, (room) -> {
			room.open(options);
			this.rooms.begin(room);
		});
	}

	@Override
	public boolean close(String name, String reason) {
		Removal removal = new Removal(ErrorCode.ROOM_CLOSED, reason, null);
		return this.rooms.inExistingRoom(name, (room) -> {
			List<RoomMember> members = List.copyOf(room.members());
			// all at once: nobody is to hear of the others' leaving, nor to link anew
			room.clear();
			room.open(null);
			members.forEach((member) -> {
				this.memberships.remove(member.id(), name);
				this.rooms.tell(room, (listener) -> listener.removed(room, member, removal));
				this.rooms.tell(room, (listener) -> listener.left(room, member));
			});
			return room.hasBegun();
		});
	}

	@Override
	public boolean remove(String name, PeerId peer, String reason) {
		return this.rooms.inExistingRoom(name,
				(room) -> exit(room, peer, new Removal(ErrorCode.REMOVED, reason, null)));
	}

	@Override
	public boolean move(PeerId peer, String from, String to) {
		checkName(to);
		if (from.equals(to)) {
			throw new IllegalArgumentException("A peer moves to another room than '" + to + "'");
		}
		AtomicReference<@Nullable RoomMember> plain = new AtomicReference<>();
		boolean found = this.rooms.inExistingRoom(from, (room) -> {
			RoomMember member = room.member(peer);
			if (member == null) {
				return false;
			}
			if (member.plain()) {
				this.memberships.replace(peer, from, to);
				plain.set(member);
				return exit(room, peer, null);
			}
			// first: whoever has left all its rooms has no invitations either
			this.memberships.invite(peer, to);
			return exit(room, peer, new Removal(ErrorCode.MOVED, "The server has moved this peer to another room", to));
		});
		RoomMember member = plain.get();
		if (member != null) {
			arrive(to, member);
		}
		return found;
	}

	@Override
	public boolean isInvited(PeerId peer, String name) {
		return this.memberships.isInvited(peer, name);
	}

	@Override
	public @Nullable Room find(String name) {
		return this.rooms.find(name);
	}

	@Override
	public Collection<Room> roomsOf(PeerId peer) {
		return this.memberships.of(peer)
			.stream()
			.sorted()
			.map(this.rooms::find)
			.filter((room) -> room != null && room.member(peer) != null)
			.toList();
	}

	@Override
	public Collection<Room> rooms() {
		return this.rooms.all();
	}

	// as the server has decided, if the peer has not gone meanwhile
	private void arrive(String name, RoomMember plain) {
		this.rooms.inRoom(name, (room) -> {
			if (this.memberships.contains(plain.id(), name)) {
				enter(room, plain, true, (entered) -> {
				});
			}
		});
	}

	private void enter(Room room, RoomMember member, boolean invited, Consumer<Room> joined) {
		RoomMember previous = room.member(member.id());
		if (previous != null && previous.plain() == member.plain()) {
			change(room, previous, member.data());
			joined.accept(room);
			return;
		}
		if (previous == null && !invited && room.isFull()) {
			throw new RefusedException(ErrorCode.ROOM_FULL, "The room takes no more peers");
		}
		this.memberships.add(member.id(), room.name());
		this.rooms.begin(room);
		// it may have been lost since it asked
		RoomMember limited = room.options().limit(member).withLost(member.peer().isLost());
		Set<PeerId> changed = room.add(limited);
		// before the others know: what they send from then on must not be the first that
		// the newcomer hears
		joined.accept(room);
		tellLinks(room, changed);
		this.rooms.tell(room, (listener) -> listener.joined(room, limited));
	}

	private void change(Room room, RoomMember member, @Nullable RawJson data) {
		if (!Objects.equals(member.data(), data)) {
			RoomMember updated = member.withData(data);
			room.replace(updated);
			this.rooms.tell(room, (listener) -> listener.updated(room, updated));
		}
	}

	private boolean exit(Room room, PeerId id, @Nullable Removal removal) {
		RoomMember member = room.member(id);
		if (member == null) {
			return false;
		}
		this.memberships.remove(id, room.name());
		Set<PeerId> changed = room.remove(id);
		if (removal != null) {
			this.rooms.tell(room, (listener) -> listener.removed(room, member, removal));
		}
		this.rooms.tell(room, (listener) -> listener.left(room, member));
		tellLinks(room, changed);
		return true;
	}

	private void tellLinks(Room room, Set<PeerId> changed) {
		if (!changed.isEmpty()) {
			this.rooms.tell(room, (listener) -> listener.linksChanged(room, changed));
		}
	}

	private static void checkName(String name) {
		if (name.length() > Room.MAX_NAME_LENGTH) {
			throw new IllegalArgumentException(tooLong());
		}
	}

	private static String tooLong() {
		return "A room's name has at most " + Room.MAX_NAME_LENGTH + " characters";
	}

}
