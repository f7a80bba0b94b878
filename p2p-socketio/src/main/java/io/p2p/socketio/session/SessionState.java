package io.p2p.socketio.session;

/**
 * How far a session has come.
 */
enum SessionState {

	OPEN,

	/** The page has said that it goes. */
	LEAVING,

	/** Nothing is delivered any more: it is about to end. */
	BROKEN,

	ENDED;

	/**
	 * Whether nothing is delivered any more.
	 */
	boolean isOver() {
		return this == BROKEN || this == ENDED;
	}

	/**
	 * What it is when nothing more may be delivered.
	 */
	SessionState brokenOff() {
		return (this == ENDED) ? ENDED : BROKEN;
	}

}
