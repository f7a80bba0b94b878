package io.p2p.socketio.peer;

/**
 * Where a peer is.
 */
enum Presence {

	CONNECTED,

	/** It has lost its connection, and may come back. */
	LOST,

	/** It has left for good. */
	LEFT,

	/** It goes on as another object, maybe at another server. */
	ELSEWHERE;

	boolean isGone() {
		return this == LEFT || this == ELSEWHERE;
	}

}
