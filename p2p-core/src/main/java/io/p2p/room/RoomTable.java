package io.p2p.room;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms by their names. Whatever changes one of them happens while it is locked, so
 * that it neither ends nor is another one meanwhile; one that is of no use ends with
 * that.
 */
final class RoomTable {

	private static final Logger logger = LoggerFactory.getLogger(RoomTable.class);

	private final Map<String, Room> rooms = new ConcurrentHashMap<>();

	private final Supplier<List<RoomListener>> listeners;

	RoomTable(Supplier<List<RoomListener>> listeners) {
		this.listeners = listeners;
	}

	/**
	 * Do something with a room, which is there at least for so long.
	 */
	Room inRoom(String name, Consumer<Room> action) {
		while (true) {
			Room room = this.rooms.computeIfAbsent(name, Room::new);
			synchronized (room) {
				// one that has just ended is no longer in the map
				if (this.rooms.get(name) == room) {
					try {
						action.accept(room);
					}
					finally {
						endIfUnused(room);
					}
					return room;
				}
			}
		}
	}

	/**
	 * Do something with a room if there is one.
	 * @return what the action says, {@code false} if there is none
	 */
	boolean inExistingRoom(String name, Predicate<Room> action) {
		if (!this.rooms.containsKey(name)) {
			return false;
		}
		AtomicBoolean result = new AtomicBoolean();
		inRoom(name, (room) -> result.set(action.test(room)));
		return result.get();
	}

	/**
	 * Let a room be one that others know of.
	 */
	void begin(Room room) {
		if (room.begin()) {
			tell(room, (listener) -> listener.opened(room));
		}
	}

	private void endIfUnused(Room room) {
		if (room.isEmpty() && !room.isHeldOpen()) {
			try {
				// before another of that name can begin
				if (room.hasBegun()) {
					tell(room, (listener) -> listener.closed(room));
				}
			}
			finally {
				this.rooms.remove(room.name(), room);
			}
		}
	}

	/**
	 * Tell the listeners what has happened. Most are the application's: whatever one of
	 * them throws, the others are told, and the room goes on.
	 */
	void tell(Room room, Consumer<RoomListener> what) {
		for (RoomListener listener : this.listeners.get()) {
			try {
				what.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("The RoomListener {} failed for {}", listener.getClass().getName(), room, ex);
			}
		}
	}

	@Nullable Room find(String name) {
		return this.rooms.get(name);
	}

	Collection<Room> all() {
		return List.copyOf(this.rooms.values());
	}

}
