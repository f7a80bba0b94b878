package io.p2p.room.log;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * The log of the rooms of one process: an entry is applied at once, while its room is
 * locked, and not kept. A room ends when it is empty and not held open.
 */
final class MemoryRoomLog implements RoomLog {

	// those too that have not begun, as long as an entry is applied to them
	private final Map<String, LocalRoom> rooms = new ConcurrentHashMap<>();

	private final RoomStateMachine machine;

	MemoryRoomLog(RoomStateMachine machine) {
		this.machine = machine;
	}

	@Override
	public <R> CompletionStage<R> append(String name, RoomEntry<R> entry) {
		try {
			return CompletableFuture.completedFuture(apply(name, entry));
		}
		catch (RefusedException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private <R> R apply(String name, RoomEntry<R> entry) {
		while (true) {
			LocalRoom room = this.rooms.computeIfAbsent(name, LocalRoom::new);
			synchronized (room) {
				// another thread may have ended the room before this one had its lock
				if (this.rooms.get(name) == room) {
					try {
						return entry.applyTo(room, this.machine);
					}
					finally {
						endIfUnused(room);
					}
				}
			}
		}
	}

	private void endIfUnused(LocalRoom room) {
		if (room.stays().size() == 0 && !room.isHeldOpen()) {
			try {
				// in the map until then, so that no other room of that name can begin
				this.machine.end(room, false);
			}
			finally {
				this.rooms.remove(room.name(), room);
			}
		}
	}

	@Override
	public @Nullable Room find(String name) {
		LocalRoom room = this.rooms.get(name);
		return (room != null && room.hasBegun()) ? room : null;
	}

	@Override
	public Collection<Room> rooms() {
		return this.rooms.values().stream().filter(LocalRoom::hasBegun).<Room>map((room) -> room).toList();
	}

}
