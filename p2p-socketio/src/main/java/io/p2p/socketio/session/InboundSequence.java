package io.p2p.socketio.session;

/**
 * Counts the events of a client, and says when to confirm them. Used on its loop.
 */
final class InboundSequence {

	private static final int MANY = 32;

	private static final long MANY_BYTES = 64 * 1024;

	private long events;

	private int unconfirmed;

	private long unconfirmedBytes;

	/**
	 * Count an event.
	 * @return whether they are to be confirmed now
	 */
	boolean add(long size) {
		this.events++;
		this.unconfirmed++;
		this.unconfirmedBytes += size;
		return this.unconfirmed >= MANY || this.unconfirmedBytes >= MANY_BYTES;
	}

	/**
	 * The number of events so far.
	 */
	long events() {
		return this.events;
	}

	/**
	 * Count what the client has given up, so that both ends go on behind it.
	 * @param confirmed how many events the client knows to have come, or has given up
	 */
	void atLeast(long confirmed) {
		this.events = Math.max(this.events, confirmed);
	}

	/**
	 * The number of events so far, which the caller sends to the client.
	 */
	long confirm() {
		this.unconfirmed = 0;
		this.unconfirmedBytes = 0;
		return this.events;
	}

}
