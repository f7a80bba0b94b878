package io.p2p.room.log;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.room.RoomOptions;

/**
 * The rooms that this server has opened: it follows them until they are closed, and opens
 * them again when their logs are lost, as nobody else may. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OpenedRooms {

	private static final Logger logger = LoggerFactory.getLogger(OpenedRooms.class);

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final RoomLog log;

	/**
	 * Create an empty collection.
	 * @param log opens rooms again
	 */
	public OpenedRooms(RoomLog log) {
		this.log = log;
	}

	/**
	 * Note that this server opens a room.
	 * @param name the name of the room
	 */
	public void add(String name) {
		this.names.add(name);
	}

	/**
	 * Note that a room is closed, or its log is lost.
	 * @param name the name of the room
	 */
	public void remove(String name) {
		this.names.remove(name);
	}

	/**
	 * Forget all rooms.
	 */
	public void clear() {
		this.names.clear();
	}

	/**
	 * Whether this server holds a room open.
	 * @param room the room
	 * @return {@code false} if nobody does, or another server
	 */
	public boolean has(LocalRoom room) {
		return room.isHeldOpen() && this.names.contains(room.name());
	}

	/**
	 * What is to be done when the log of a room is lost, while the room is not locked.
	 * Asked for while it is.
	 * @param room the room
	 * @return opens the room again, or does nothing
	 */
	public Runnable again(LocalRoom room) {
		if (!has(room)) {
			return () -> {
			};
		}
		RoomOptions options = room.options();
		return () -> this.log.append(room.name(), new RoomEntry.Open(options)).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.warn("The room '{}' could not be opened again", room.name(), failure);
			}
		});
	}

}
