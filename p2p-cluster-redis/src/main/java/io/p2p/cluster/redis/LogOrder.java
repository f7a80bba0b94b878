package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.p2p.cluster.LogBatch;

/**
 * Brings the batches of a log into order, whichever way and however often they come.
 */
final class LogOrder {

	/**
	 * What waits for something before it; beyond that it is read later.
	 */
	private static final int MAX_EARLY_BYTES = 4 << 20;

	private final TreeMap<Long, StoredBatch> early = new TreeMap<>();

	private int earlyBytes;

	private List<LogBatch> ready = new ArrayList<>();

	private long applied;

	private long stamp;

	private boolean torn;

	private boolean dropped;

	LogOrder(long applied, long stamp) {
		this.applied = applied;
		this.stamp = stamp;
	}

	/**
	 * The offset up to which everything has been taken.
	 */
	long applied() {
		return this.applied;
	}

	long stamp() {
		return this.stamp;
	}

	/**
	 * Whether batches were met that cannot be of one log.
	 */
	boolean torn() {
		return this.torn;
	}

	/**
	 * Whether something is missing before a batch that has come.
	 */
	boolean gap() {
		return this.dropped || !this.early.isEmpty();
	}

	/**
	 * The log is about to be read: what has been dropped until now will be in it.
	 */
	void reading() {
		this.dropped = false;
	}

	/**
	 * The batches that have become complete since the last call.
	 */
	List<LogBatch> take() {
		List<LogBatch> taken = this.ready;
		this.ready = new ArrayList<>();
		return taken;
	}

	/**
	 * Take a batch that has just been appended.
	 */
	void offer(StoredBatch batch) {
		if (batch.first() > this.applied + 1) {
			if (this.earlyBytes > MAX_EARLY_BYTES) {
				this.dropped = true;
			}
			else if (this.early.put(batch.first(), batch) == null) {
				this.earlyBytes += batch.size();
			}
			return;
		}
		follow(batch);
		drain();
	}

	/**
	 * Take what was read from the log: what is missing in it has been deleted.
	 */
	void read(LogTail tail) {
		for (StoredBatch batch : tail.batches()) {
			if (batch.first() > this.applied + 1) {
				add(batch);
			}
			else {
				follow(batch);
			}
		}
		if (tail.head() > this.applied) {
			this.applied = tail.head();
			this.stamp = tail.stamp();
		}
		else if (tail.head() == this.applied && tail.stamp() != this.stamp) {
			this.torn = true;
		}
		drain();
	}

	private void drain() {
		while (!this.early.isEmpty() && this.early.firstKey() <= this.applied + 1) {
			Map.Entry<Long, StoredBatch> next = this.early.pollFirstEntry();
			this.earlyBytes -= next.getValue().size();
			follow(next.getValue());
		}
	}

	private void follow(StoredBatch batch) {
		if (batch.first() == this.applied + 1) {
			if (batch.before() == this.stamp) {
				add(batch);
			}
			else {
				this.torn = true;
			}
		}
		else if (batch.last() > this.applied || (batch.last() == this.applied && batch.stamp() != this.stamp)) {
			this.torn = true;
		}
	}

	private void add(StoredBatch batch) {
		if (!this.torn) {
			this.ready.add(batch.batch());
			this.applied = batch.last();
			this.stamp = batch.stamp();
		}
	}

}
