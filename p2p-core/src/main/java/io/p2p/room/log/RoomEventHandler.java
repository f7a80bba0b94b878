package io.p2p.room.log;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;

/**
 * Gets the events of all rooms that several servers share.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoomEventHandler {

	/**
	 * Handle an event, in order with all that happens in its room, while that is locked.
	 * @param room the room
	 * @param from the member that has caused it, {@code null} for the server
	 * @param event the event
	 */
	void received(LocalRoom room, @Nullable PeerId from, RoomEvent event);

}
