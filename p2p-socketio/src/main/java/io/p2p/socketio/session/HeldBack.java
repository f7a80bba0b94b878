package io.p2p.socketio.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;

/**
 * What is delivered to a peer while that which it has missed before is still read. Used
 * on the peer's home loop.
 */
final class HeldBack {

	private final List<Held> held = new ArrayList<>();

	void add(EncodedBatch batch, @Nullable Runnable done) {
		this.held.add(new Held(batch.frames(), batch.events() > 1, done));
	}

	/**
	 * Deliver all of it to a session.
	 */
	void deliver(SharedSession session) {
		for (Held one : this.held) {
			try (EncodedBatch batch = one.several() ? EncodedBatch.ofEvents(one.frames())
					: new EncodedBatch(one.frames())) {
				session.deliver(batch, one.done());
			}
		}
	}

	private record Held(List<Frame> frames, boolean several, @Nullable Runnable done) {

	}

}
