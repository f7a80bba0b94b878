package io.p2p.engineio.send;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * The packets of a session that wait to leave. Used on the session's event loop.
 *
 * @since 0.1.0
 */
public final class OutgoingQueue {

	private final Queue<Outgoing> packets = new ArrayDeque<>();

	private long bytes;

	/**
	 * Run what waits for a packet to leave, as it has left or never will.
	 * @param done what to run, {@code null} if nobody waits
	 */
	public static void finish(@Nullable Runnable done) {
		if (done != null) {
			done.run();
		}
	}

	/**
	 * Append packets.
	 * @param frames packets that belong together
	 * @param done run when the last of them has left or never will; {@code null} if
	 * nobody waits
	 */
	public void add(List<Frame> frames, @Nullable Runnable done) {
		int last = frames.size() - 1;
		for (int i = 0; i <= last; i++) {
			Frame frame = frames.get(i);
			this.packets.add(new Outgoing(frame, (i == last) ? done : null));
			this.bytes += frame.bytes().length;
		}
	}

	/**
	 * Remove all packets.
	 * @return the packets, in their order
	 */
	public List<Outgoing> drain() {
		List<Outgoing> all = new ArrayList<>(this.packets);
		this.packets.clear();
		this.bytes = 0;
		return all;
	}

	/**
	 * Whether the queue is empty.
	 * @return whether there is no packet
	 */
	public boolean isEmpty() {
		return this.packets.isEmpty();
	}

	/**
	 * How many bytes wait.
	 * @return the size in bytes
	 */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * A packet on its way out.
	 *
	 * @param frame the packet
	 * @param done run when the packet has left or never will; {@code null} if nobody
	 * waits
	 */
	public record Outgoing(Frame frame, @Nullable Runnable done) {

	}

}
