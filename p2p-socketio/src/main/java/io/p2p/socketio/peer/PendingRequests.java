package io.p2p.socketio.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;

/**
 * The acknowledgements that a plain peer was asked for. The asker is not told if none
 * comes, and needs a timeout of its own. Thread-safe.
 */
final class PendingRequests {

	private static final int MAX_OPEN = 1000;

	// above netty-socketio's own, which start at 0; the Java client reads an int
	private static final long FIRST_ID = 1L << 30;

	private static final AtomicLong ids = new AtomicLong();

	private final Map<Long, Consumer<@Nullable RawMessage>> open = new LinkedHashMap<>();

	/**
	 * An ack id for a question, the same for all peers that are asked.
	 */
	static long nextId() {
		return FIRST_ID + (ids.getAndIncrement() & (FIRST_ID - 1));
	}

	/**
	 * Wait for an answer, {@code null} if that is too large. Beyond {@code MAX_OPEN}
	 * questions, the oldest one is forgotten.
	 */
	synchronized void add(long id, Consumer<@Nullable RawMessage> answered) {
		this.open.put(id, answered);
		if (this.open.size() > MAX_OPEN) {
			this.open.remove(this.open.keySet().iterator().next());
		}
	}

	/**
	 * Remove and return what waits for an answer.
	 * @return {@code null} if nothing does
	 */
	synchronized @Nullable Consumer<@Nullable RawMessage> remove(long id) {
		return this.open.remove(id);
	}

}
