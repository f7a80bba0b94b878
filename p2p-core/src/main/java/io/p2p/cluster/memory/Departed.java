package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Who has left a room: remembered for one retention at least, and two at most, unless
 * there are too many.
 */
final class Departed {

	private static final int MOST = 5000;

	private final long retention;

	private Map<String, Member> recent = new HashMap<>();

	private Map<String, Member> earlier = new HashMap<>();

	private long swapped = System.nanoTime();

	Departed(Duration retention) {
		this.retention = retention.toNanos();
	}

	@Nullable Member find(String peer) {
		Member found = this.recent.get(peer);
		return (found != null) ? found : this.earlier.get(peer);
	}

	/**
	 * Remember some who leave together.
	 */
	void add(Map<String, Member> left) {
		long now = System.nanoTime();
		if (now - this.swapped > this.retention || this.recent.size() >= MOST) {
			this.earlier = this.recent;
			this.recent = new HashMap<>();
			this.swapped = now;
		}
		this.recent.putAll(left);
	}

}
