package io.p2p.socketio;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Counts what clients have been refused since the start, by reason. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RejectionCounters {

	private static final String CONNECT = "connect-refused";

	private static final String OTHER = "other";

	// never changed later, so that clients cannot make it grow
	private final Map<String, LongAdder> counts = new TreeMap<>();

	private final RequestLog log = new RequestLog();

	/**
	 * Create counters of all reasons.
	 */
	public RejectionCounters() {
		this.counts.put(CONNECT, new LongAdder());
		this.counts.put(OTHER, new LongAdder());
		Arrays.stream(ErrorCode.values()).forEach((code) -> this.counts.put(code.wireName(), new LongAdder()));
	}

	/**
	 * Count and log a refusal.
	 * @param reason why
	 */
	public void count(RefusedException reason) {
		count(reason.wireName());
		this.log.refused(reason.wireName(), String.valueOf(reason.getMessage()));
	}

	/**
	 * Count and log a client that may not connect to a namespace.
	 * @param reason why, as the client is told
	 */
	public void countConnect(String reason) {
		count(CONNECT);
		this.log.refused(CONNECT, reason);
	}

	private void count(String reason) {
		find(this.counts.containsKey(reason) ? reason : OTHER).increment();
	}

	/**
	 * All reasons: the codes of {@code docs/protocol.md}, {@code other} for an
	 * application's own, and {@code connect-refused} for clients that may not connect to
	 * a namespace.
	 * @return an unmodifiable set that never changes
	 */
	public Set<String> reasons() {
		return Collections.unmodifiableSet(this.counts.keySet());
	}

	/**
	 * How many requests have been refused for a reason.
	 * @param reason one of {@link #reasons()}
	 * @return a count that only grows
	 * @throws IllegalArgumentException if it is no such reason
	 */
	public long refused(String reason) {
		return find(reason).sum();
	}

	private LongAdder find(String reason) {
		LongAdder count = this.counts.get(reason);
		if (count == null) {
			throw new IllegalArgumentException("'" + reason + "' is no reason to refuse anything");
		}
		return count;
	}

}
