package io.p2p.socketio.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;

/**
 * The events that a plain peer was asked to acknowledge. Whoever asked is not told when
 * there is no answer: that is what its timeout is for.
 */
final class PendingRequests {

	private static final int MAX_OPEN = 1000;

	// netty-socketio counts its own from 0 on; clients in Java read an int
	private static final long FIRST_ID = 1L << 30;

	private static final AtomicLong ids = new AtomicLong();

	private final Map<Long, Consumer<@Nullable RawMessage>> open = new LinkedHashMap<>();

	/**
	 * A number for a question, the same for all who are asked.
	 */
	static long nextId() {
		return FIRST_ID + (ids.getAndIncrement() & (FIRST_ID - 1));
	}

	/**
	 * Wait for an answer: {@code null} if it was more than the server takes. Many
	 * questions later nobody waits for it any more.
	 */
	synchronized void add(long id, Consumer<@Nullable RawMessage> answered) {
		this.open.put(id, answered);
		if (this.open.size() > MAX_OPEN) {
			this.open.remove(this.open.keySet().iterator().next());
		}
	}

	/**
	 * Who waits for an answer.
	 * @return {@code null} if nobody does
	 */
	synchronized @Nullable Consumer<@Nullable RawMessage> remove(long id) {
		return this.open.remove(id);
	}

}
