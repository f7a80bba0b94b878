package io.p2p.socketio.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;

/**
 * Counts the events that a peer is sent, and keeps them until its client has confirmed
 * them. Used on the peer's home loop.
 *
 * @since 0.1.0
 */
public final class ReplayBuffer {

	private final Queue<Item> items = new ArrayDeque<>();

	private final QueueBudget queues;

	private long sent;

	private long bytes;

	// how many of the sent events are not confirmed
	private int unconfirmed;

	// how many events of the first item are confirmed
	private int confirmedOfFirst;

	/**
	 * Create an empty buffer.
	 * @param queues counts the bytes that are kept
	 * @param sent how many events the peer has been sent already
	 */
	public ReplayBuffer(QueueBudget queues, long sent) {
		this.queues = queues;
		this.sent = sent;
	}

	/**
	 * Keep a batch of one or several events.
	 * @param batch the packets, shared and not copied
	 * @param done run when the batch is confirmed, is sent again on another connection,
	 * or never will be; {@code null} if nobody waits
	 */
	public void add(EncodedBatch batch, @Nullable Runnable done) {
		this.sent += batch.events();
		this.unconfirmed += batch.events();
		this.bytes += batch.size();
		batch.hold(this.queues);
		this.items.add(new Item(batch, done));
	}

	/**
	 * The bytes that are kept. Only approximate on other threads.
	 * @return the size in bytes
	 */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * Whether a client can have received this number of events.
	 * @param received the number
	 * @return whether it can
	 */
	public boolean canBe(long received) {
		return received <= this.sent && received >= this.sent - this.unconfirmed;
	}

	/**
	 * Drop the events that a client has received.
	 * @param received their number, for which {@link #canBe} is {@code true}
	 */
	public void confirm(long received) {
		long more = received - (this.sent - this.unconfirmed);
		this.unconfirmed -= (int) more;
		this.confirmedOfFirst += (int) more;
		for (Item first = this.items.peek(); first != null
				&& this.confirmedOfFirst >= first.batch().events(); first = this.items.peek()) {
			this.confirmedOfFirst -= first.batch().events();
			letGo(this.items.remove());
		}
	}

	// Makes each item one event, and drops those that are confirmed.
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
	 * Give up the first event, if it has ended one connection after another. It is not
	 * counted any more.
	 * @param failed whether the client could not read what it was sent
	 * @param strikes counts how often it has ended a connection
	 * @return the packets of the event, empty if it is not given up
	 */
	public List<Frame> giveUp(Strikes strikes, boolean failed) {
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
	 * All kept events, to be sent again. The buffer does not run their {@code done} then.
	 * @return the events in order
	 */
	public List<Item> again() {
		split();
		List<Item> again = new ArrayList<>(this.items);
		this.items.clear();
		again.forEach((item) -> this.items.add(new Item(item.batch(), null)));
		return again;
	}

	/**
	 * Drop all events.
	 */
	public void clear() {
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

	/**
	 * Run what waits for a batch.
	 * @param done run, {@code null} if nobody waits
	 */
	public static void finish(@Nullable Runnable done) {
		if (done != null) {
			done.run();
		}
	}

	/**
	 * A kept batch of events.
	 *
	 * @param batch its packets
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 */
	public record Item(EncodedBatch batch, @Nullable Runnable done) {

		/**
		 * The packets of the batch.
		 * @return the packets
		 */
		public List<Frame> frames() {
			return this.batch.frames();
		}

	}

}
