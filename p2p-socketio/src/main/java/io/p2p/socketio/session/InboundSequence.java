package io.p2p.socketio.session;

/**
 * Counts the events of a client in its session, and when it is time to confirm them.
 */
final class InboundSequence {

	private static final int MANY = 32;

	private static final long MANY_BYTES = 64 * 1024;

	private long events;

	private int unconfirmed;

	private long unconfirmedBytes;

	/**
	 * Count an event.
	 * @return whether it is time to confirm
	 */
	boolean add(long size) {
		this.events++;
		this.unconfirmed++;
		this.unconfirmedBytes += size;
		return this.unconfirmed >= MANY || this.unconfirmedBytes >= MANY_BYTES;
	}

	/**
	 * Tell the client how many there were.
	 */
	long confirm() {
		this.unconfirmed = 0;
		this.unconfirmedBytes = 0;
		return this.events;
	}

}
