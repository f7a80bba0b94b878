package io.p2p.room.log;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * Puts what happens in each room into one order, the same on all servers that share the
 * room. The state of a room is the result of its entries.
 *
 * @since 0.1.0
 */
public interface RoomLog {

	/**
	 * Append an entry to the log of a room, which begins with its first entry.
	 * @param name the name of the room
	 * @param entry what happens
	 * @param <R> the type of the result
	 * @return the entry's result, when it has been applied on this server; fails with a
	 * {@link RefusedException} if the entry is refused, and has changed nothing
	 */
	<R> CompletionStage<R> append(String name, RoomEntry<R> entry);

	/**
	 * Find a room by its name.
	 * @param name the name
	 * @return the room, {@code null} if there is none
	 */
	@Nullable Room find(String name);

	/**
	 * All rooms.
	 * @return a snapshot
	 */
	Collection<Room> rooms();

}
