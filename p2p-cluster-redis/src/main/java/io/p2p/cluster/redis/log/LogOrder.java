package io.p2p.cluster.redis.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the batches of a log into order, whichever way and however often they come: each
 * names the stamp of the one before it.
 *
 * @since 0.1.0
 */
public final class LogOrder {

	/**
	 * What waits for something before it; beyond that it is read later.
	 */
	private static final int MAX_EARLY_BYTES = 4 << 20;

	/**
	 * Batches that wait, by the stamp that must come before them.
	 */
	private final Map<Long, StoredBatch> early = new HashMap<>();

	private List<StoredBatch> askedFor = List.of();

	private List<StoredBatch> ready = new ArrayList<>();

	private long earlyBytes;

	private long applied;

	private long taken;

	private long stamp;

	private boolean torn;

	private boolean dropped;

	/**
	 * Create an order.
	 * @param applied the offset up to which everything has been taken
	 * @param stamp the stamp of the batch there
	 */
	public LogOrder(long applied, long stamp) {
		this.applied = applied;
		this.taken = applied;
		this.stamp = stamp;
	}

	/**
	 * The offset up to which everything has been taken.
	 * @return the offset
	 */
	public long applied() {
		return this.applied;
	}

	/**
	 * The offset up to which {@link #take()} has given everything away: no outcome may be
	 * said by what is beyond.
	 * @return the offset
	 */
	public long taken() {
		return this.taken;
	}

	/**
	 * The stamp of the batch that was taken last.
	 * @return the stamp
	 */
	public long stamp() {
		return this.stamp;
	}

	/**
	 * Whether batches were met that cannot be of one log.
	 * @return {@code true} if the log has lost something
	 */
	public boolean torn() {
		return this.torn;
	}

	/**
	 * Whether something is missing before a batch that has come.
	 * @return {@code true} if the log should be read
	 */
	public boolean gap() {
		return this.dropped || !this.early.isEmpty();
	}

	/**
	 * The log is about to be read: what has come until now will be in it, or is of no log
	 * any more.
	 */
	public void reading() {
		this.dropped = false;
		this.askedFor = List.copyOf(this.early.values());
	}

	/**
	 * The batches that have become complete since the last call.
	 * @return the batches, in order
	 */
	public List<StoredBatch> take() {
		List<StoredBatch> given = this.ready;
		this.ready = new ArrayList<>();
		this.taken = this.applied;
		return given;
	}

	/**
	 * Take a batch that has just been appended.
	 * @param batch the batch
	 */
	public void offer(StoredBatch batch) {
		if (follows(batch)) {
			add(batch);
			drain();
		}
		else if (batch.first() <= this.applied + 1) {
			this.torn = this.torn || !known(batch);
		}
		else if (this.earlyBytes > MAX_EARLY_BYTES) {
			this.dropped = true;
		}
		else {
			StoredBatch same = this.early.put(batch.before(), batch);
			this.earlyBytes += batch.size() - ((same != null) ? same.size() : 0);
		}
	}

	/**
	 * Take what was read from the log: what is missing in it has been deleted.
	 * @param tail what was read
	 */
	public void read(Tail tail) {
		// What has come meanwhile may have been of a log that has lost its end since
		this.torn = this.torn || tail.jumps().stream().anyMatch((jump) -> jump.contains(this.applied));
		for (StoredBatch batch : tail.batches()) {
			if (batch.first() > this.applied + 1 || follows(batch)) {
				add(batch);
			}
			else {
				this.torn = this.torn || !known(batch);
			}
		}
		if (tail.head() > this.applied) {
			this.applied = tail.head();
			this.stamp = tail.stamp();
		}
		else if (tail.head() == this.applied && tail.stamp() != this.stamp) {
			this.torn = true;
		}
		this.early.values().removeAll(this.askedFor);
		this.early.values().removeIf((batch) -> batch.last() <= this.applied);
		this.earlyBytes = this.early.values().stream().mapToLong(StoredBatch::size).sum();
		drain();
	}

	private void drain() {
		for (StoredBatch next = this.early.remove(this.stamp); next != null; next = this.early.remove(this.stamp)) {
			this.earlyBytes -= next.size();
			add(next);
		}
	}

	private boolean follows(StoredBatch batch) {
		return batch.before() == this.stamp && batch.first() > this.applied;
	}

	private boolean known(StoredBatch batch) {
		return batch.last() < this.applied || (batch.last() == this.applied && batch.stamp() == this.stamp);
	}

	private void add(StoredBatch batch) {
		if (!this.torn) {
			this.ready.add(batch);
			this.applied = batch.last();
			this.stamp = batch.stamp();
		}
	}

	/**
	 * The end of a log.
	 *
	 * @param batches its batches, of which the first may begin earlier than asked for
	 * @param head the offset of the last entry, which may have been deleted
	 * @param stamp the stamp of the last batch
	 * @param jumps where its offsets jump
	 */
	public record Tail(List<StoredBatch> batches, long head, long stamp, List<Jump> jumps) {

	}

	/**
	 * Offsets that no entry has: they may have been given to some that are lost.
	 *
	 * @param from the offset before them
	 * @param to the last of them
	 */
	public record Jump(long from, long to) {

		boolean contains(long offset) {
			return offset > this.from && offset <= this.to;
		}

	}

}
