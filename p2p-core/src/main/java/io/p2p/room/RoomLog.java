package io.p2p.room;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RefusedException;

/**
 * Puts what happens in each room into one order, the same for all who follow the room. A
 * room is what its entries have made of it.
 */
interface RoomLog {

	/**
	 * Append an entry to the log of a room, which begins with its first.
	 * @param name the name of the room
	 * @param entry what happens
	 * @return what comes of it, when it has been applied here; fails with a
	 * {@link RefusedException} if the room does not take it, and has not changed then
	 */
	<R> CompletionStage<R> append(String name, RoomEntry<R> entry);

	/**
	 * The room of a name.
	 * @return the room, {@code null} if there is none
	 */
	@Nullable Room find(String name);

	/**
	 * The rooms there are now.
	 * @return a snapshot
	 */
	Collection<Room> rooms();

}
