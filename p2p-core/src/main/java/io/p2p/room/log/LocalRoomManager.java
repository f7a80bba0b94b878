package io.p2p.room.log;

import java.util.List;
import java.util.function.Supplier;

import io.p2p.room.RoomListener;

/**
 * The rooms of one server process: each change is done before the method returns.
 *
 * @since 0.1.0
 */
public final class LocalRoomManager extends LoggedRoomManager {

	/**
	 * Create a manager without rooms.
	 * @param maxRoomsPerPeer how many rooms a peer may be in at a time; 0 for any number
	 * @param listeners supplies who is told of what happens in rooms; called lazily, as a
	 * listener may need this manager
	 */
	public LocalRoomManager(int maxRoomsPerPeer, Supplier<List<RoomListener>> listeners) {
		this(new Memberships(maxRoomsPerPeer), listeners);
	}

	private LocalRoomManager(Memberships memberships, Supplier<List<RoomListener>> listeners) {
		super(new MemoryRoomLog(new RoomStateMachine(memberships, listeners, (room, from, event) -> {
		}, (server) -> false)), memberships);
	}

}
