package io.p2p.socketio.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;

/**
 * What a peer is sent, counted, and kept until its client has confirmed it. Used on the
 * peer's home loop.
 */
final class ReplayBuffer {

	private final Queue<Item> items = new ArrayDeque<>();

	private final QueueBudget queues;

	private long sent;

	private long bytes;

	// of those that were sent
	private int unconfirmed;

	// of those that the first item holds
	private int confirmedOfFirst;

	/**
	 * Create without events.
	 * @param queues where counts what is kept
	 */
	ReplayBuffer(QueueBudget queues) {
		this.queues = queues;
	}

	/**
	 * Keep one more event, or several.
	 * @param batch the packets, shared and not copied
	 * @param done run when it leaves with the next connection, is confirmed, or never
	 * will be; {@code null} if nobody waits
	 */
	void add(EncodedBatch batch, @Nullable Runnable done) {
		this.sent += batch.events();
		this.unconfirmed += batch.events();
		this.bytes += batch.size();
		batch.hold(this.queues);
		this.items.add(new Item(batch, done));
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
		return received <= this.sent && received >= this.sent - this.unconfirmed;
	}

	/**
	 * Let go of what has been received.
	 * @param received how many events, as {@link #canBe} takes them
	 */
	void confirm(long received) {
		long more = received - (this.sent - this.unconfirmed);
		this.unconfirmed -= (int) more;
		this.confirmedOfFirst += (int) more;
		for (Item first = this.items.peek(); first != null
				&& this.confirmedOfFirst >= first.batch().events(); first = this.items.peek()) {
			this.confirmedOfFirst -= first.batch().events();
			letGo(this.items.remove());
		}
	}

	// so that each item is one event, and none is confirmed
	private void split() {
		List<Item> all = new ArrayList<>(this.items);
		this.items.clear();
		for (Item item : all) {
			List<Frame> frames = item.frames();
			if (item.batch().events() == 1) {
				this.items.add(item);
				continue;
			}
			for (Frame frame : frames.subList(this.confirmedOfFirst, frames.size())) {
				EncodedBatch one = EncodedBatch.ofEvents(List.of(frame));
				this.bytes += one.size();
				one.hold(this.queues);
				this.items.add(new Item(one, null));
			}
			this.confirmedOfFirst = 0;
			letGo(item);
		}
	}

	/**
	 * Give up what is first in line, if it has ended one connection after another. It
	 * does not count any more.
	 * @param failed whether the client could not read what it was sent
	 * @return the packets that are given up, none if there is no reason to
	 */
	List<Frame> giveUp(Strikes strikes, boolean failed) {
		if (this.items.isEmpty() || !strikes.ended(this.sent - this.unconfirmed, failed)) {
			return List.of();
		}
		split();
		this.sent--;
		this.unconfirmed--;
		Item given = this.items.remove();
		letGo(given);
		return given.frames();
	}

	/**
	 * All that is kept, to be sent again. Nobody waits for what is kept any more.
	 */
	List<Item> again() {
		split();
		List<Item> again = new ArrayList<>(this.items);
		this.items.clear();
		again.forEach((item) -> this.items.add(new Item(item.batch(), null)));
		return again;
	}

	/**
	 * Keep nothing any more.
	 */
	void clear() {
		this.unconfirmed = 0;
		this.confirmedOfFirst = 0;
		while (!this.items.isEmpty()) {
			letGo(this.items.remove());
		}
	}

	private void letGo(Item item) {
		this.bytes -= item.batch().size();
		item.batch().release(this.queues);
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
	 * @param batch its packets
	 * @param done run when it has left or never will; {@code null} if nobody waits
	 */
	record Item(EncodedBatch batch, @Nullable Runnable done) {

		List<Frame> frames() {
			return this.batch.frames();
		}

	}

}
