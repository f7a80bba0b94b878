package io.p2p.room.replica;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.room.RoomOptions;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomLog;

/**
 * The rooms that this server has opened: it follows them until they are closed, and opens
 * them again when their logs are lost, as nobody else may. Thread-safe.
 */
final class OpenedRooms {

	private static final Logger logger = LoggerFactory.getLogger(OpenedRooms.class);

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final RoomLog log;

	OpenedRooms(RoomLog log) {
		this.log = log;
	}

	void add(String name) {
		this.names.add(name);
	}

	void remove(String name) {
		this.names.remove(name);
	}

	void clear() {
		this.names.clear();
	}

	boolean has(LocalRoom room) {
		return room.isHeldOpen() && this.names.contains(room.name());
	}

	/**
	 * What is to be done when the log of a room is lost, while the room is not locked.
	 * Asked for while it is.
	 */
	Runnable again(LocalRoom room) {
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
