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

	ENDED,

	/**
	 * The peer goes on with another session of the same name, maybe at another server.
	 */
	SUPERSEDED;

	/**
	 * Whether nothing is delivered any more.
	 */
	boolean isOver() {
		return this == BROKEN || isEnded();
	}

	/**
	 * The state after this one in which nothing is delivered any more.
	 */
	SessionState brokenOff() {
		return isEnded() ? this : BROKEN;
	}

	/**
	 * Whether nothing is to be done any more.
	 */
	boolean isEnded() {
		return this == ENDED || this == SUPERSEDED;
	}

}
