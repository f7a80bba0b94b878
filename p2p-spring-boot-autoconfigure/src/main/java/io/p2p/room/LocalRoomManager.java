package io.p2p.room;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

	private final Map<String, Room> rooms = new ConcurrentHashMap<>();

	private final Map<PeerId, Set<String>> roomsByPeer = new ConcurrentHashMap<>();

	private final int maxRoomsPerPeer;

	private final Supplier<List<RoomListener>> listeners;

	/**
	 * Create a manager without rooms.
	 * @param maxRoomsPerPeer how many rooms a peer may be in at a time; 0 for any number
	 * @param listeners who is told of joins and leaves, asked for at the first of them: a
	 * listener may need this manager
	 */
	public LocalRoomManager(int maxRoomsPerPeer, Supplier<List<RoomListener>> listeners) {
		this.maxRoomsPerPeer = maxRoomsPerPeer;
		this.listeners = listeners;
	}

	@Override
	public void join(String name, RoomMember member, Consumer<Room> joined) {
		if (name.length() > Room.MAX_NAME_LENGTH) {
			throw new RefusedException(ErrorCode.BAD_REQUEST,
					"A room's name has at most " + Room.MAX_NAME_LENGTH + " characters");
		}
		remember(member.id(), name);
		boolean entered = false;
		while (!entered) {
			Room room = this.rooms.computeIfAbsent(name, Room::new);
			synchronized (room) {
				// a room that has just ended is on its way out of the map
				entered = this.rooms.get(name) == room;
				if (entered) {
					enter(room, member, joined);
				}
			}
		}
	}

	@Override
	public void update(String name, Peer peer, @Nullable RawJson data) {
		Room room = this.rooms.get(name);
		if (room != null) {
			synchronized (room) {
				RoomMember member = room.member(peer.id());
				if (member != null) {
					change(room, member, data);
					return;
				}
			}
		}
		throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is not in that room");
	}

	@Override
	public void leave(String name, Peer peer) {
		this.roomsByPeer.computeIfPresent(peer.id(), (id, names) -> {
			names.remove(name);
			return names.isEmpty() ? null : names;
		});
		Room room = this.rooms.get(name);
		if (room != null) {
			synchronized (room) {
				exit(room, peer.id());
				if (room.isEmpty()) {
					this.rooms.remove(name, room);
				}
			}
		}
	}

	@Override
	public void leaveAll(Peer peer) {
		Set<String> names = this.roomsByPeer.get(peer.id());
		if (names != null) {
			Set.copyOf(names).forEach((name) -> leave(name, peer));
		}
	}

	@Override
	public @Nullable Room find(String name) {
		return this.rooms.get(name);
	}

	@Override
	public Collection<Room> roomsOf(PeerId peer) {
		return this.roomsByPeer.getOrDefault(peer, Set.of())
			.stream()
			.sorted()
			.map(this.rooms::get)
			.filter((room) -> room != null && room.member(peer) != null)
			.toList();
	}

	@Override
	public Collection<Room> rooms() {
		return List.copyOf(this.rooms.values());
	}

	private void remember(PeerId id, String name) {
		this.roomsByPeer.compute(id, (key, existing) -> {
			Set<String> names = (existing != null) ? existing : ConcurrentHashMap.newKeySet();
			if (this.maxRoomsPerPeer > 0 && names.size() >= this.maxRoomsPerPeer && !names.contains(name)) {
				throw new RefusedException(ErrorCode.TOO_LARGE,
						"A peer may be in at most " + this.maxRoomsPerPeer + " rooms");
			}
			names.add(name);
			return names;
		});
	}

	private void enter(Room room, RoomMember member, Consumer<Room> joined) {
		RoomMember previous = room.member(member.id());
		if (previous != null && previous.plain() == member.plain()) {
			change(room, previous, member.data());
			joined.accept(room);
			return;
		}
		Set<PeerId> changed = room.add(member);
		// before the others know: what they send from then on must not be the first that
		// the newcomer hears
		joined.accept(room);
		tellLinks(room, changed, member.id());
		this.listeners.get().forEach((listener) -> listener.joined(room, member));
	}

	private void change(Room room, RoomMember member, @Nullable RawJson data) {
		if (!Objects.equals(member.data(), data)) {
			RoomMember updated = member.withData(data);
			room.replace(updated);
			this.listeners.get().forEach((listener) -> listener.updated(room, updated));
		}
	}

	private void exit(Room room, PeerId id) {
		RoomMember member = room.member(id);
		if (member == null) {
			return;
		}
		Set<PeerId> changed = room.remove(id);
		this.listeners.get().forEach((listener) -> listener.left(room, member));
		tellLinks(room, changed, id);
	}

	private void tellLinks(Room room, Set<PeerId> changed, PeerId cause) {
		Set<PeerId> others = new HashSet<>(changed);
		others.remove(cause);
		if (!others.isEmpty()) {
			this.listeners.get().forEach((listener) -> listener.linksChanged(room, others));
		}
	}

}
