package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The names under which a server numbers what it appends to logs. One that is not in use
 * is kept for the next time that the server follows the room.
 */
final class Writers {

	private static final int MAX_KEPT = 10_000;

	/**
	 * Redis forgets a writer after ten minutes.
	 */
	private static final Duration MAX_AGE = Duration.ofMinutes(5);

	private final Map<String, Writer> kept = new LinkedHashMap<>() {
		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Writer> eldest) {
			return size() > MAX_KEPT;
		}
	};

	private final AtomicLong count = new AtomicLong();

	private final String node;

	Writers(String node) {
		this.node = node;
	}

	synchronized Writer take(String room, String epoch) {
		Writer writer = this.kept.remove(room);
		return (writer != null && writer.epoch.equals(epoch) && !writer.old()) ? writer : create(epoch);
	}

	Writer create(String epoch) {
		return new Writer(this.node + "." + Long.toString(this.count.incrementAndGet(), 36), epoch);
	}

	synchronized void keep(String room, @Nullable Writer writer) {
		if (writer != null) {
			this.kept.put(room, writer);
		}
	}

	/**
	 * Numbers the batches for one log.
	 */
	static final class Writer {

		private final String name;

		private final String epoch;

		private long number;

		private long usedAt = System.nanoTime();

		private Writer(String name, String epoch) {
			this.name = name;
			this.epoch = epoch;
		}

		/**
		 * Where the last batch is noted: not at a name that is UTF-8, as those of peers.
		 */
		byte[] field() {
			byte[] field = RedisScript.bytes("?n" + this.name);
			field[0] = (byte) 255;
			return field;
		}

		String epoch() {
			return this.epoch;
		}

		long next() {
			this.usedAt = System.nanoTime();
			return ++this.number;
		}

		boolean old() {
			return System.nanoTime() - this.usedAt > MAX_AGE.toNanos();
		}

	}

}
