package io.p2p.room;

import io.p2p.peer.Peer;

/**
 * Decides who may join which room. A bean of this type replaces the default, which lets
 * everybody in. Called on an event loop: it must not block. The default room is asked for
 * too.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoomAuthorizer {

	/**
	 * Whether a peer may join a room.
	 * @param peer who asks
	 * @param room the name of the room
	 * @return whether to let it in
	 */
	boolean mayJoin(Peer peer, String room);

}
