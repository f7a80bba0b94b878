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

	void add(Frame frame) {
		add(frame, () -> {
		});
	}

	void add(Frame frame, Runnable done) {
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
	 * @param done run when the packet has left or never will
	 */
	record Outgoing(Frame frame, Runnable done) {

	}

}
