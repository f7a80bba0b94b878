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
 * How much may wait for clients: for each of them, and for all together. Packets that
 * wait for several count once for all, because they are in memory once. When it is too
 * much for all, those for whom most waits give way, one after the other.
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
	 * Create a budget of which nothing is used.
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
	 * Say where those are for whom something may wait.
	 * @param source looks them up, on any thread
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

	// one at a time: what the others keep may fit when it has gone
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
	 * Somebody for whom packets wait.
	 */
	public interface Waiting {

		/**
		 * How much waits for it, whoever else it waits for too. May be called on any
		 * thread, and is about right there.
		 * @return the size in bytes
		 */
		long waitingBytes();

		/**
		 * Go, and let go of what waits. Called on any thread, and returns at once.
		 * @param then to be run when it has let go, on any thread; never if the server
		 * has stopped
		 */
		void giveWay(Runnable then);

	}

}
