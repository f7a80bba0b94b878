package io.p2p.socketio.wire;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * The packets of a session that wait to leave. Guarded by the session's lock.
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

	void add(Frame frame, @Nullable Runnable done) {
		this.packets.add(new Outgoing(frame, done));
		this.bytes += frame.bytes().length;
	}

	@Nullable Outgoing poll() {
		Outgoing outgoing = this.packets.poll();
		if (outgoing != null) {
			this.bytes -= outgoing.frame().bytes().length;
		}
		return outgoing;
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
