package io.p2p.client.room;

/**
 * How a client is in a room.
 *
 * @since 0.1.0
 */
public enum RoomState {

	/** It is about to be let in. */
	JOINING,

	/** It is in. */
	JOINED,

	/** The server does not let it in, or has taken it out. */
	REFUSED,

	/** It has left. */
	LEFT

}
