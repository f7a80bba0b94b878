package io.p2p.client.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.ByteQueue;
import io.p2p.client.wire.EncodedEvent;

/**
 * What a session has sent and the server has not confirmed: the next connection begins
 * with it.
 */
final class ReplayBuffer {

	// how many connections an event may end that is first in line: those that could not
	// read it, and all
	private static final int MAX_FAILURES = 2;

	private static final int MAX_TRIES = 5;

	private final ByteQueue<Entry> queue = new ByteQueue<>();

	private long confirmed;

	// how many of those in the queue were ever transmitted
	private long transmitted;

	// how many connections have ended with the event that is first in line, and how many
	// because of what was sent
	private int tries;

	private int failures;

	List<Entry> entries() {
		return this.queue.items();
	}

	/**
	 * The session is over: what a room loses with it.
	 */
	Lost lostOf(String room) {
		List<Lost.Waiting> waiting = new ArrayList<>();
		int missed = 0;
		int index = 0;
		for (Entry entry : this.queue.items()) {
			boolean sent = index++ < this.transmitted;
			EncodedEvent message = entry.message();
			if (message == null || !entry.room().equals(room)) {
				continue;
			}
			if (sent || entry.header("to") != null) {
				missed++;
			}
			else {
				waiting.add(new Lost.Waiting(message, entry.skip()));
			}
		}
		return new Lost(waiting, missed);
	}

	/**
	 * How many events the server has confirmed.
	 */
	long confirmed() {
		return this.confirmed;
	}

	/**
	 * The bytes that wait for the server, or for its confirmation.
	 */
	long bytes() {
		return this.queue.bytes();
	}

	void push(Entry entry, long bytes, boolean isTransmitted) {
		this.queue.push(entry, bytes);
		if (isTransmitted) {
			this.transmitted++;
		}
	}

	/**
	 * The server has this many events.
	 */
	void confirm(long count) {
		if (count > this.confirmed + this.transmitted) {
			return;
		}
		while (this.confirmed < count) {
			shift();
			this.confirmed++;
			this.transmitted--;
		}
	}

	/**
	 * There is a connection again, on which all entries are to be transmitted.
	 * @param failed whether the server could not read what was sent on the last one
	 * @param keepsNumbers whether an entry that is given up keeps its number, as if it
	 * were confirmed
	 * @return an entry that is to be transmitted no more, as it ended one connection
	 * after another
	 */
	@Nullable Entry resume(boolean failed, boolean keepsNumbers) {
		if (this.transmitted > 0) {
			this.tries++;
			this.failures += failed ? 1 : 0;
		}
		Entry hopeless = (this.failures >= MAX_FAILURES || this.tries >= MAX_TRIES) ? shift() : null;
		if (hopeless != null && keepsNumbers) {
			this.confirmed++;
		}
		this.transmitted = this.queue.size();
		return hopeless;
	}

	private @Nullable Entry shift() {
		this.tries = 0;
		this.failures = 0;
		return this.queue.shift();
	}

}
