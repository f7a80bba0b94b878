package io.p2p.socketio.session;

/**
 * The states of a {@link ResumableSession}.
 */
enum SessionState {

	OPEN,

	/** The page has said farewell: the peer leaves when its connection ends. */
	LEAVING,

	/** Nothing is delivered any more, and the session is about to end. */
	BROKEN,

	ENDED;

	/**
	 * Whether nothing is delivered any more.
	 */
	boolean isOver() {
		return this == BROKEN || this == ENDED;
	}

	/**
	 * The state after this one in which nothing is delivered any more.
	 */
	SessionState brokenOff() {
		return (this == ENDED) ? ENDED : BROKEN;
	}

}
