package io.p2p.client.session;

/**
 * Counts what the server has sent in a session.
 */
final class InboundSequence {

	// kept at what docs/protocol.md allows
	private static final int CONFIRM_EVENTS = 32;

	private static final int CONFIRM_BYTES = 64 * 1024;

	private long received;

	private int unconfirmedEvents;

	private long unconfirmedBytes;

	/**
	 * How many events have come.
	 */
	long received() {
		return this.received;
	}

	/**
	 * An event has come.
	 * @return whether it is time to confirm it
	 */
	boolean count(long bytes) {
		this.received++;
		this.unconfirmedEvents++;
		this.unconfirmedBytes += bytes;
		boolean due = this.unconfirmedEvents >= CONFIRM_EVENTS || this.unconfirmedBytes >= CONFIRM_BYTES;
		if (due) {
			this.unconfirmedEvents = 0;
			this.unconfirmedBytes = 0;
		}
		return due;
	}

}
