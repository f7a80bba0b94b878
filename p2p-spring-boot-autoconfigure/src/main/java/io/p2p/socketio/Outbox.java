package io.p2p.socketio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.p2p.socketio.wire.Delivery;
import io.p2p.socketio.wire.Frame;
import io.p2p.socketio.wire.QueueBudget;

/**
 * What a peer is sent, counted, and kept until its client has confirmed it. Used on the
 * peer's home loop.
 */
final class Outbox {

	private final Queue<Item> items = new ArrayDeque<>();

	private final QueueBudget queues;

	private long sent;

	private long bytes;

	/**
	 * Create without events.
	 * @param queues where counts what is kept
	 */
	Outbox(QueueBudget queues) {
		this.queues = queues;
	}

	/**
	 * Keep one more event.
	 * @param delivery its packets, shared and not copied
	 * @param done run when it leaves with the next connection, is confirmed, or never
	 * will be; {@code null} if nobody waits
	 */
	void add(Delivery delivery, @Nullable Runnable done) {
		this.sent++;
		this.bytes += delivery.size();
		delivery.hold(this.queues);
		this.items.add(new Item(delivery, done));
	}

	/**
	 * The bytes that are kept. May be asked on any thread, and is about right there.
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * Whether a client can have received so many events.
	 */
	boolean canBe(long received) {
		return received <= this.sent && received >= this.sent - this.items.size();
	}

	/**
	 * Let go of what has been received.
	 * @param received how many events, as {@link #canBe} takes them
	 */
	void confirm(long received) {
		for (long left = this.items.size() - (this.sent - received); left > 0; left--) {
			letGo(this.items.remove());
		}
	}

	/**
	 * Give up what is first in line, if it has ended one connection after another. It
	 * does not count any more.
	 * @param failed whether the client could not read what it was sent
	 * @return the packets that are given up, none if there is no reason to
	 */
	List<Frame> giveUp(Strikes strikes, boolean failed) {
		if (this.items.isEmpty() || !strikes.ended(this.sent - this.items.size(), failed)) {
			return List.of();
		}
		this.sent--;
		Item given = this.items.remove();
		letGo(given);
		return given.frames();
	}

	/**
	 * All that is kept, to be sent again. Nobody waits for what is kept any more.
	 */
	List<Item> again() {
		List<Item> again = new ArrayList<>(this.items);
		this.items.clear();
		again.forEach((item) -> this.items.add(new Item(item.delivery(), null)));
		return again;
	}

	/**
	 * Keep nothing any more.
	 */
	void clear() {
		while (!this.items.isEmpty()) {
			letGo(this.items.remove());
		}
	}

	private void letGo(Item item) {
		this.bytes -= item.delivery().size();
		item.delivery().release(this.queues);
		finish(item.done());
	}

	static void finish(@Nullable Runnable done) {
		if (done != null) {
			done.run();
		}
	}

	/**
	 * An event.
	 *
	 * @param delivery its packets
	 * @param done run when it has left or never will; {@code null} if nobody waits
	 */
	record Item(Delivery delivery, @Nullable Runnable done) {

		List<Frame> frames() {
			return this.delivery.frames();
		}

	}

}
