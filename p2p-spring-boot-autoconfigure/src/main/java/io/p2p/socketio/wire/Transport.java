package io.p2p.socketio.wire;

/**
 * What carries a session's packets at the moment. Methods are called with the session
 * locked.
 */
interface Transport {

	/**
	 * Send what waits, as far as possible now.
	 */
	void flush(OutgoingQueue queue);

	/**
	 * The bytes that were taken from the queue and have not left yet.
	 */
	long pendingBytes();

	/**
	 * Close the connection.
	 * @param drain whether the packets taken from the queue are to leave before
	 */
	void close(boolean drain);

}
