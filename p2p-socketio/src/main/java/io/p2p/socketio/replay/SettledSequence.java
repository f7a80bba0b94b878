package io.p2p.socketio.replay;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the events of a client which are in the logs of their rooms, or refused: only
 * these are confirmed, as the others end with this server. Used on the client's loop.
 *
 * @since 0.1.0
 */
public final class SettledSequence {

	private static final int MANY = 32;

	private static final long MANY_BYTES = 64 * 1024;

	// events that are settled before earlier ones, with their sizes
	private final Map<Long, Long> early = new HashMap<>();

	private long settled;

	private int unconfirmed;

	private long unconfirmedBytes;

	/**
	 * Create a sequence.
	 * @param settled how many events are settled already
	 */
	public SettledSequence(long settled) {
		this.settled = settled;
	}

	/**
	 * An event is settled.
	 * @param number its number, from 1 on
	 * @param size its size in bytes
	 * @return whether events are to be confirmed at once, and not only when nothing more
	 * comes
	 */
	public boolean settle(long number, long size) {
		if (number <= this.settled) {
			return false;
		}
		this.early.put(number, size);
		for (Long next = this.early.remove(this.settled + 1); next != null; next = this.early
			.remove(this.settled + 1)) {
			this.settled++;
			this.unconfirmed++;
			this.unconfirmedBytes += next;
		}
		return this.unconfirmed >= MANY || this.unconfirmedBytes >= MANY_BYTES;
	}

	/**
	 * Whether there is something to confirm.
	 * @return {@code false} if the client knows of all
	 */
	public boolean isDue() {
		return this.unconfirmed > 0;
	}

	/**
	 * The number of events that are settled, which the caller sends to the client.
	 * @return the number
	 */
	public long confirm() {
		this.unconfirmed = 0;
		this.unconfirmedBytes = 0;
		return this.settled;
	}

}
