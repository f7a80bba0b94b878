package io.p2p.client.stream;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.wire.ByteQueue;

/**
 * What one peer sends to this client, on two paths: puts it in order and leaves out what
 * has come before. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public final class Incoming {

	private static final int CONFIRM_ITEMS = 256;

	private static final int CONFIRM_BYTES = 256 * 1024;

	private static final double CONFIRM_MS = 1_000;

	private final Events events;

	private final ByteQueue<Held> held = new ByteQueue<>();

	private final Timer timer;

	// the epoch that the relay has announced, and the one that the link is in
	private long announcedEpoch;

	private long linkEpoch;

	// the number of the last item on the link, and of the last that was taken from
	// either path
	private long last;

	private long taken;

	private int unconfirmedItems;

	private int unconfirmedBytes;

	private boolean timed;

	/**
	 * Create a stream.
	 * @param loop its loop
	 * @param events what it does with what it takes
	 */
	public Incoming(Loop loop, Events events) {
		this.events = events;
		this.timer = new Timer(loop);
	}

	/**
	 * The link begins an epoch.
	 * @param epoch the epoch
	 * @param lastItem the items that follow have the numbers after this one
	 * @param announced the epoch that it announces
	 */
	public void begin(long epoch, long lastItem, long announced) {
		this.linkEpoch = epoch;
		this.last = lastItem;
		this.held.drain();
		this.announcedEpoch = Math.max(this.announcedEpoch, announced);
		// the sender begins behind the last confirmation that reached it: tell it
		// that more has come
		if (this.taken != this.last) {
			this.events.confirm(this.taken);
		}
	}

	/**
	 * An item has come by the link: an event, a part or an abort. These are numbered and
	 * never lost.
	 * @param frame the item
	 */
	public void item(Frame frame) {
		this.last = (this.last + 1) & 0xFFFFFFFFL;
		if (this.linkEpoch < this.announcedEpoch || !isAfter(this.last, this.taken)) {
			return;
		}
		if (this.linkEpoch == this.announcedEpoch) {
			take(this.last, frame);
			return;
		}
		// the relay's last events of the epoch before are still on their way
		this.held.push(new Held(this.last, frame), frame.bytes().length);
		if (this.held.bytes() > 2 * Outgoing.WINDOW_BYTES) {
			this.events.overflow();
		}
	}

	/**
	 * The relay announces an epoch: everything that it carried before has come.
	 * @param epoch the epoch
	 */
	public void announced(long epoch) {
		this.announcedEpoch = epoch;
		if (this.linkEpoch > epoch) {
			return;
		}
		// the relay repeats what waited for an epoch that is over
		for (Held waiting : this.held.drain()) {
			if (this.linkEpoch == epoch) {
				take(waiting.number(), waiting.frame());
			}
		}
	}

	/**
	 * Whether an event that the relay repeats is one that has not come before.
	 * @param seq its number
	 * @return whether it is to be taken
	 */
	public boolean repeated(long seq) {
		if (!isAfter(seq, this.taken)) {
			return false;
		}
		this.taken = seq & 0xFFFFFFFFL;
		return true;
	}

	/**
	 * The peer has gone.
	 */
	public void close() {
		this.timer.stop();
		this.held.drain();
	}

	private void take(long number, Frame frame) {
		this.taken = number;
		this.unconfirmedItems++;
		this.unconfirmedBytes += frame.bytes().length;
		boolean due = this.unconfirmedItems >= CONFIRM_ITEMS || this.unconfirmedBytes >= CONFIRM_BYTES;
		// the end of a transfer is confirmed at once: the sender's progress waits for it
		if (due || frame.isLastPart()) {
			confirm();
		}
		else if (!this.timed) {
			this.timed = true;
			this.timer.start(CONFIRM_MS, this::confirmLate);
		}
		this.events.take(frame);
	}

	private void confirmLate() {
		this.timed = false;
		if (this.unconfirmedItems > 0) {
			confirm();
		}
	}

	private void confirm() {
		this.unconfirmedItems = 0;
		this.unconfirmedBytes = 0;
		this.events.confirm(this.taken);
	}

	/**
	 * Whether a number comes after another; numbers go round at 2^32.
	 * @param one the number
	 * @param other the other
	 * @return whether it does
	 */
	public static boolean isAfter(long one, long other) {
		return (int) (one - other) > 0;
	}

	/**
	 * What an incoming stream does with what it takes.
	 */
	public interface Events {

		/**
		 * An event, a part or an abort, in order and once.
		 * @param frame what has come
		 */
		void take(Frame frame);

		/**
		 * The peer is to be told how many items have come.
		 * @param count how many
		 */
		void confirm(long count);

		/**
		 * The peer sends more ahead than it may.
		 */
		void overflow();

	}

	private record Held(long number, Frame frame) {

	}

}
