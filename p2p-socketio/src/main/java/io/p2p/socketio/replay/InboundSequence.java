package io.p2p.socketio.replay;

/**
 * Counts the events of a client, and says when to confirm them. Used on its loop.
 *
 * @since 0.1.0
 */
public final class InboundSequence {

	private static final int MANY = 32;

	private static final long MANY_BYTES = 64 * 1024;

	private long events;

	private int unconfirmed;

	private long unconfirmedBytes;

	/**
	 * Count an event.
	 * @param size its size in bytes
	 * @return whether they are to be confirmed now
	 */
	public boolean add(long size) {
		this.events++;
		this.unconfirmed++;
		this.unconfirmedBytes += size;
		return this.unconfirmed >= MANY || this.unconfirmedBytes >= MANY_BYTES;
	}

	/**
	 * Count what the client has given up, so that both ends go on behind it.
	 * @param confirmed how many events the client knows to have come, or has given up
	 */
	public void atLeast(long confirmed) {
		this.events = Math.max(this.events, confirmed);
	}

	/**
	 * The number of events so far.
	 * @return the number of the last one
	 */
	public long count() {
		return this.events;
	}

	/**
	 * The number of events so far, which the caller sends to the client.
	 * @return the number
	 */
	public long confirm() {
		this.unconfirmed = 0;
		this.unconfirmedBytes = 0;
		return this.events;
	}

}
