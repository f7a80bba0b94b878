package io.p2p.engineio.send;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Limits how many bytes may wait for each client, and for all together. A packet that
 * waits for several counts once in all, as it is in memory once. When too much waits in
 * all, the clients with the most are disconnected, one after the other. Thread-safe.
 *
 * @since 0.1.0
 */
public final class QueueBudget {

	private final long maxPerClient;

	private final long maxTotal;

	private final AtomicLong held = new AtomicLong();

	private final AtomicBoolean relieving = new AtomicBoolean();

	private final List<Supplier<? extends Stream<? extends Waiting>>> sources = new CopyOnWriteArrayList<>();

	/**
	 * Create a budget.
	 * @param maxPerClient the bytes that may wait for one client
	 * @param maxTotal the bytes that may wait for all clients
	 */
	public QueueBudget(long maxPerClient, long maxTotal) {
		this.maxPerClient = maxPerClient;
		this.maxTotal = maxTotal;
	}

	/**
	 * How much may wait for one client.
	 * @return the size in bytes
	 */
	public long maxPerClient() {
		return this.maxPerClient;
	}

	/**
	 * How much waits for all clients now, each packet counted once.
	 * @return the size in bytes
	 */
	public long held() {
		return this.held.get();
	}

	/**
	 * Add a source of clients for which packets may wait.
	 * @param source streams the clients, on any thread
	 */
	public void addSource(Supplier<? extends Stream<? extends Waiting>> source) {
		this.sources.add(source);
	}

	void hold(Frame frame) {
		if (frame.hold() && this.held.addAndGet(frame.bytes().length) > this.maxTotal) {
			relieve();
		}
	}

	void release(Frame frame) {
		if (frame.release()) {
			this.held.addAndGet(-frame.bytes().length);
		}
	}

	// One client at a time: without it, what waits for the others may fit.
	private void relieve() {
		if (!this.relieving.compareAndSet(false, true)) {
			return;
		}
		Optional<? extends Waiting> largest = this.sources.stream()
			.flatMap(Supplier::get)
			.max(Comparator.comparingLong(Waiting::waitingBytes))
			.filter((waiting) -> waiting.waitingBytes() > 0);
		if (largest.isEmpty()) {
			this.relieving.set(false);
			return;
		}
		largest.get().giveWay(() -> {
			this.relieving.set(false);
			if (held() > this.maxTotal) {
				relieve();
			}
		});
	}

	/**
	 * A client for which packets wait, connected or lost.
	 */
	public interface Waiting {

		/**
		 * How many bytes wait for this client, shared or not. May be called on any
		 * thread, and is only approximate there.
		 * @return the size in bytes
		 */
		long waitingBytes();

		/**
		 * Disconnect the client and release what waits. Called on any thread.
		 * @param then run when that is done, on any thread; never if the server has
		 * stopped
		 */
		void giveWay(Runnable then);

	}

}
