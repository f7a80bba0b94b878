package io.p2p.socketio.session;

/**
 * Notices when what is first in line for a client ends one connection after another.
 */
final class Strikes {

	private static final int MAX_FAILURES = 2;

	private static final int MAX_TRIES = 5;

	private long first = -1;

	private int tries;

	private int failures;

	/**
	 * Learn that a connection has ended, and that what it had not confirmed is to be sent
	 * again.
	 * @param number the number of what is first in line
	 * @param failed whether the client could not read what it was sent
	 * @return whether it is to be given up
	 */
	boolean ended(long number, boolean failed) {
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
