package io.p2p.room.replica;

import java.util.concurrent.CompletableFuture;

import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomStateMachine;

/**
 * An entry that this server has appended to a shared log, until it comes back from there.
 *
 * @param entry the entry
 * @param generation the generation, with which it was appended, of the peer that it is
 * about
 * @param result completed with its result
 */
record PendingEntry<R>(RoomEntry<R> entry, long generation, CompletableFuture<R> result) {

	/**
	 * Apply the entry, while the room is locked.
	 * @return completes the result, to be run when the room is not locked any more
	 */
	Runnable apply(LocalRoom room, RoomStateMachine machine) {
		try {
			// the limits have been checked by the store
			R done = this.entry.agreed(this.generation).applyTo(room, machine);
			return () -> this.result.complete(done);
		}
		catch (RuntimeException ex) {
			return () -> this.result.completeExceptionally(ex);
		}
	}

}
