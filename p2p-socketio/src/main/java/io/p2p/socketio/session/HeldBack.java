package io.p2p.socketio.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.peer.RawMessage;
import io.p2p.socketio.NamespaceConnection;

/**
 * What is delivered to a peer while that which it has missed before is still read. Used
 * on the peer's home loop.
 */
final class HeldBack {

	private final List<Held> held = new ArrayList<>();

	private final NamespaceConnection connection;

	HeldBack(NamespaceConnection connection) {
		this.connection = connection;
	}

	void add(EncodedBatch batch, @Nullable Runnable done) {
		this.held.add(new Held(batch.frames(), batch.events() > 1, done));
	}

	/**
	 * Deliver what the peer has missed to a session, and behind it all that was kept.
	 * @param links the plan of its links
	 */
	void release(SharedSession session, List<RawMessage> links, List<RawMessage> missed) {
		// The plan before, or it would ignore signals in what it has missed; and after,
		// as
		// somebody in there may have left and come anew.
		deliver(session, links);
		deliver(session, missed);
		for (Held one : this.held) {
			try (EncodedBatch batch = one.several() ? EncodedBatch.ofEvents(one.frames())
					: new EncodedBatch(one.frames())) {
				session.deliver(batch, one.done());
			}
		}
		deliver(session, links);
	}

	private void deliver(SharedSession session, List<RawMessage> events) {
		for (RawMessage event : events) {
			try (EncodedBatch batch = new EncodedBatch(SessionPackets.encode(this.connection, event))) {
				session.deliver(batch, null);
			}
		}
	}

	private record Held(List<Frame> frames, boolean several, @Nullable Runnable done) {

	}

}
