package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;

/**
 * Keeps what comes to a follower.
 */
final class Recorder implements RoomFollower {

	private static final long JUMP = 1_000_000;

	private final List<LogBatch> batches = new ArrayList<>();

	private final List<String> bodies = new ArrayList<>();

	private final List<String> faults = new ArrayList<>();

	private final AtomicInteger calls = new AtomicInteger();

	private RoomRecord room;

	private int losses;

	private int jumps;

	private int checkpointsWanted;

	private long next;

	@Override
	public void loaded(RoomRecord room) {
		enter();
		this.room = room;
		this.next = room.checkpointOffset() + 1;
		room.tail().forEach(this::add);
		leave();
	}

	@Override
	public void appended(List<LogBatch> batches) {
		enter();
		batches.forEach(this::add);
		leave();
	}

	@Override
	public synchronized void lost() {
		this.losses++;
	}

	@Override
	public synchronized void checkpointWanted() {
		this.checkpointsWanted++;
	}

	private synchronized void add(LogBatch batch) {
		if (batch.first() >= this.next + JUMP) {
			this.jumps++;
		}
		else if (batch.first() != this.next) {
			this.faults.add("expected " + this.next + ", got " + batch.first());
		}
		this.next = batch.last() + 1;
		this.batches.add(batch);
		for (LogEntry entry : batch.entries()) {
			this.bodies.add(new String(entry.body(), StandardCharsets.UTF_8));
		}
	}

	private void enter() {
		if (this.calls.incrementAndGet() != 1) {
			this.faults.add("two calls at once");
		}
	}

	private void leave() {
		this.calls.decrementAndGet();
	}

	synchronized RoomRecord room() {
		return this.room;
	}

	synchronized List<LogBatch> batches() {
		return List.copyOf(this.batches);
	}

	/**
	 * The bodies of all entries, in order.
	 */
	synchronized List<String> bodies() {
		return List.copyOf(this.bodies);
	}

	synchronized int count() {
		return this.bodies.size();
	}

	/**
	 * Gaps, repetitions and calls that overlap.
	 */
	synchronized List<String> faults() {
		return List.copyOf(this.faults);
	}

	/**
	 * How often offsets have jumped behind what might have been lost.
	 */
	synchronized int jumps() {
		return this.jumps;
	}

	synchronized int losses() {
		return this.losses;
	}

	synchronized int checkpointsWanted() {
		return this.checkpointsWanted;
	}

}
