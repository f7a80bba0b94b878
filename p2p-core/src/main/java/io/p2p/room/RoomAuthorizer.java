package io.p2p.room;

import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;

/**
 * Decides who may join which room. A bean of this type is asked each time that a client
 * wants to join a room, even one that it is in, and when a plain client connects, as it
 * joins the default room, whose name is empty. Without such a bean everybody may join. It
 * may block, as it is never called on an event loop. Until it answers, the peer is no
 * member, and its later requests (such as to leave again) wait.
 * <p>
 * It is not asked about what the application does through the {@link RoomManager}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoomAuthorizer {

	/**
	 * Whether a peer may join a room.
	 * @param peer the peer that wants to join
	 * @param room the name of the room, as the client gave it; at most 128 characters
	 * @return whether to let it in
	 * @throws RefusedException if not, with a code and a message for the client in place
	 * of the usual ones. Any other exception refuses the peer too, without telling it why
	 */
	boolean mayJoin(Peer peer, String room);

}
