package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.OutgoingQueue;
import io.p2p.engineio.send.QueueBudget;

/**
 * Sends a session's packets, counts the bytes that wait, and says when they are too many.
 * Used on the session's event loop.
 */
final class OutgoingLimit {

	// Less than this is on its way to any client that reads: not worth counting.
	private static final long COUNTED_FROM = 64 * 1024;

	private final QueueBudget queues;

	// bytes that waited after the last send()
	private long pending;

	private boolean overflown;

	OutgoingLimit(QueueBudget queues) {
		this.queues = queues;
	}

	/**
	 * Send packets.
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 * @return {@code true}, once, if so much waits that the client is to be disconnected
	 */
	boolean send(Transport transport, EncodedBatch batch, @Nullable Runnable done) {
		if (this.pending > COUNTED_FROM) {
			sendCounted(transport, batch, done);
		}
		else {
			transport.send(batch, done);
		}
		this.pending = transport.pendingBytes();
		boolean tooMuch = this.pending > this.queues.maxPerClient() && !this.overflown;
		this.overflown |= tooMuch;
		return tooMuch;
	}

	private void sendCounted(Transport transport, EncodedBatch batch, @Nullable Runnable done) {
		batch.hold(this.queues);
		transport.send(batch, () -> {
			batch.release(this.queues);
			OutgoingQueue.finish(done);
		});
	}

}
