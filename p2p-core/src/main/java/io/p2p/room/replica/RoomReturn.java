package io.p2p.room.replica;

import java.util.concurrent.CompletionStage;

import io.p2p.peer.LocalPeer;
import io.p2p.room.Room.Position;

/**
 * Has a peer go on in a room in which it is a member already, by way of another server.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoomReturn {

	/**
	 * Have a peer go on in a room.
	 * @param room the name of the room
	 * @param peer the peer, of this server now
	 * @param since the position from which on it has got nothing
	 * @return completes with {@code true} when all since then is on its way to the peer,
	 * with {@code false} if the log does not have all of it any more
	 */
	CompletionStage<Boolean> comeBack(String room, LocalPeer peer, Position since);

}
