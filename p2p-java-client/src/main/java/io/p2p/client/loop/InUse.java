package io.p2p.client.loop;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the process alive as long as one of its clients is used: all else that they do is
 * on daemon threads. Ends what they share when none is. Thread-safe.
 *
 * @since 0.1.0
 */
public final class InUse {

	private static final InUse INSTANCE = new InUse();

	private final List<Runnable> ends = new ArrayList<>();

	private int count;

	private @Nullable Thread keeper;

	private InUse() {
	}

	/**
	 * Somebody uses something that the process is to stay alive for.
	 */
	public static void begin() {
		INSTANCE.change(1);
	}

	/**
	 * Somebody who has begun uses it no more.
	 */
	public static void end() {
		INSTANCE.change(-1);
	}

	/**
	 * Have something done once, when nothing is used any more.
	 * @param task what to do, on a thread that it may keep busy
	 */
	public static void whenUnused(Runnable task) {
		synchronized (INSTANCE) {
			INSTANCE.ends.add(task);
		}
	}

	private synchronized void change(int by) {
		this.count += by;
		if (this.keeper == null) {
			this.keeper = new Thread(this::keep, "p2p-client-in-use");
			this.keeper.setDaemon(false);
			this.keeper.start();
		}
		notifyAll();
	}

	private void keep() {
		for (List<Runnable> last = unused(); !last.isEmpty(); last = unused()) {
			last.forEach(Runnable::run);
		}
	}

	// Nothing is left to be done when this is empty, and the keeper forgotten
	private synchronized List<Runnable> unused() {
		try {
			while (this.count > 0) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		List<Runnable> last = List.copyOf(this.ends);
		this.ends.clear();
		if (last.isEmpty()) {
			this.keeper = null;
		}
		return last;
	}

}
