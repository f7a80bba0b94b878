package io.p2p.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * The packets of a session that wait to leave.
 */
final class OutgoingQueue {

	private final Queue<Outgoing> packets = new ArrayDeque<>();

	private long bytes;

	/**
	 * Tell whoever waits for a packet that it has left or never will.
	 */
	static void finish(@Nullable Runnable done) {
		if (done != null) {
			done.run();
		}
	}

	void add(List<Frame> frames, @Nullable Runnable done) {
		int last = frames.size() - 1;
		for (int i = 0; i <= last; i++) {
			Frame frame = frames.get(i);
			this.packets.add(new Outgoing(frame, (i == last) ? done : null));
			this.bytes += frame.bytes().length;
		}
	}

	/**
	 * Take out all that waits.
	 */
	List<Outgoing> drain() {
		List<Outgoing> all = new ArrayList<>(this.packets);
		this.packets.clear();
		this.bytes = 0;
		return all;
	}

	boolean isEmpty() {
		return this.packets.isEmpty();
	}

	long bytes() {
		return this.bytes;
	}

	/**
	 * A packet on its way out.
	 *
	 * @param frame the packet
	 * @param done run when the packet has left or never will; {@code null} if nobody
	 * waits
	 */
	record Outgoing(Frame frame, @Nullable Runnable done) {

	}

}
