package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.RoomRecord;

/**
 * What was appended to the log of a room, as far as it is kept: not what is too old or
 * too much, but always what no checkpoint holds.
 */
final class RoomHistory {

	// what an entry takes beside its body
	private static final int ENTRY_BYTES = 200;

	// what is too much is trimmed by an eighth, so that not each entry trims
	private static final int PARTS = 8;

	private final NavigableMap<Long, Kept> entries = new TreeMap<>();

	private final String epoch;

	private final long retention;

	private final long maxBytes;

	private long head;

	private long bytes;

	private long trimmed;

	private long checkpointOffset;

	private byte @Nullable [] checkpoint;

	/**
	 * Create an empty history.
	 * @param epoch the name of the log
	 */
	RoomHistory(String epoch, Duration retention, long maxBytes) {
		this.epoch = epoch;
		this.retention = retention.toNanos();
		this.maxBytes = maxBytes;
	}

	LogBatch add(String node, LogEntry entry) {
		this.head++;
		LogBatch batch = new LogBatch(node, this.head, List.of(entry));
		Kept kept = new Kept(batch, ENTRY_BYTES + entry.body().length, System.nanoTime());
		this.entries.put(this.head, kept);
		this.bytes += kept.bytes();
		return batch;
	}

	/**
	 * Forget what is too old or too much.
	 * @return whether that takes a checkpoint
	 */
	boolean trim() {
		long now = System.nanoTime();
		boolean tooMuch = this.bytes > this.maxBytes;
		while (!this.entries.isEmpty()) {
			Map.Entry<Long, Kept> oldest = this.entries.firstEntry();
			boolean old = now - oldest.getValue().since() > this.retention;
			if (!old && !(tooMuch && this.bytes > this.maxBytes - this.maxBytes / PARTS)) {
				return false;
			}
			if (oldest.getKey() > this.checkpointOffset) {
				return true;
			}
			remove(oldest.getKey());
			this.trimmed = oldest.getKey();
		}
		return false;
	}

	private void remove(long offset) {
		Kept removed = this.entries.remove(offset);
		if (removed != null) {
			this.bytes -= removed.bytes();
		}
	}

	/**
	 * The room as it is stored.
	 */
	RoomRecord load() {
		return new RoomRecord(this.epoch, this.checkpointOffset, this.checkpoint, after(this.checkpointOffset));
	}

	/**
	 * What was appended after an entry, empty if that is not known any more.
	 */
	Optional<List<LogBatch>> read(String log, long after) {
		return (log.equals(this.epoch) && after >= this.trimmed && after <= this.head) ? Optional.of(after(after))
				: Optional.empty();
	}

	private List<LogBatch> after(long offset) {
		return this.entries.tailMap(offset, false).values().stream().map(Kept::batch).toList();
	}

	void checkpoint(String log, long offset, byte[] state) {
		if (log.equals(this.epoch) && offset > this.checkpointOffset && offset <= this.head) {
			this.checkpointOffset = offset;
			this.checkpoint = state;
			trim();
		}
	}

	/**
	 * An entry that is kept.
	 *
	 * @param since when it was appended, by this process' clock
	 */
	private record Kept(LogBatch batch, long bytes, long since) {

	}

}
