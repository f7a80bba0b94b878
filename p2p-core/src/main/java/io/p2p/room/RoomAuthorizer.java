package io.p2p.room;

import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;

/**
 * Decides who may join which room. A bean of this type is asked each time a client wants
 * to join, again too, and for plain clients when they connect: they join the default
 * room, whose name is empty. Without one, everybody may join. It may block: it is never
 * called on an event loop. Meanwhile the peer is no member, other rooms go on, and what
 * it asks for next (such as to leave again) waits.
 * <p>
 * What the application itself does through the {@link RoomManager} is not asked for.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoomAuthorizer {

	/**
	 * Whether a peer may join a room.
	 * @param peer who asks
	 * @param room the name of the room, as the client gave it; at most 128 characters
	 * @return whether to let it in
	 * @throws RefusedException if not, with a code and a message for the client in place
	 * of the usual ones. Any other exception refuses it too, without telling it why
	 */
	boolean mayJoin(Peer peer, String room);

}
