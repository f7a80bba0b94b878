package io.p2p.socketio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.p2p.socketio.wire.Frame;

/**
 * What a peer is sent, counted, and kept until its client has confirmed it. Used on the
 * peer's home loop.
 */
final class Outbox {

	private final Queue<Item> items = new ArrayDeque<>();

	private long sent;

	private long bytes;

	/**
	 * Keep one more event.
	 * @param frames its packets, shared and not copied
	 * @param done run when it leaves with the next connection, or never will;
	 * {@code null} if nobody waits
	 */
	void add(List<Frame> frames, @Nullable Runnable done) {
		this.sent++;
		this.bytes += size(frames);
		this.items.add(new Item(frames, done));
	}

	static long size(List<Frame> frames) {
		long size = 0;
		// by index: an iterator would be one more object
		for (int i = 0; i < frames.size(); i++) {
			size += frames.get(i).bytes().length;
		}
		return size;
	}

	/**
	 * The bytes that are kept.
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
			Item item = this.items.remove();
			this.bytes -= size(item.frames());
			finish(item.done());
		}
	}

	/**
	 * All that is kept, to be sent again. Nobody waits for what is kept any more.
	 */
	List<Item> again() {
		List<Item> again = new ArrayList<>(this.items);
		this.items.clear();
		again.forEach((item) -> this.items.add(new Item(item.frames(), null)));
		return again;
	}

	/**
	 * Keep nothing any more.
	 */
	void clear() {
		List<Item> rest = again();
		this.items.clear();
		this.bytes = 0;
		rest.forEach((item) -> finish(item.done()));
	}

	static void finish(@Nullable Runnable done) {
		if (done != null) {
			done.run();
		}
	}

	/**
	 * An event.
	 *
	 * @param frames its packets
	 * @param done run when it has left or never will; {@code null} if nobody waits
	 */
	record Item(List<Frame> frames, @Nullable Runnable done) {

	}

}
