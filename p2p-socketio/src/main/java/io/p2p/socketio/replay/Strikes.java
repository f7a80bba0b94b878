package io.p2p.socketio.replay;

/**
 * Notices when an event ends one connection after another, as docs/protocol.md has it.
 *
 * @since 0.1.0
 */
public final class Strikes {

	private static final int MAX_FAILURES = 2;

	private static final int MAX_TRIES = 5;

	private long first = -1;

	private int tries;

	private int failures;

	/**
	 * Count a connection that has ended, before what it has not confirmed is sent again.
	 * @param number the number of events before the first unconfirmed one
	 * @param failed whether the client could not read what it was sent
	 * @return whether to give that event up
	 */
	public boolean ended(long number, boolean failed) {
		if (number != this.first) {
			this.first = number;
			this.tries = 0;
			this.failures = 0;
		}
		this.tries++;
		if (failed) {
			this.failures++;
		}
		boolean over = this.failures >= MAX_FAILURES || this.tries >= MAX_TRIES;
		if (over) {
			this.first = -1;
		}
		return over;
	}

}
