package io.p2p.client.queue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs what is about one peer in order, on an executor that may have several threads.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class InOrder {

	// then others have their turn
	private static final int TASKS_PER_TURN = 256;

	private final Executor executor;

	private final Map<String, Queue<Runnable>> queues = new HashMap<>();

	/**
	 * Create a queue for each peer.
	 * @param executor what runs them
	 */
	public InOrder(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Run a task behind all others of its key.
	 * @param key the id of a peer
	 * @param task the task
	 */
	public void execute(String key, Runnable task) {
		synchronized (this.queues) {
			Queue<Runnable> queue = this.queues.get(key);
			if (queue != null) {
				queue.add(task);
				return;
			}
			queue = new ArrayDeque<>();
			queue.add(task);
			this.queues.put(key, queue);
		}
		this.executor.execute(() -> drain(key));
	}

	private void drain(String key) {
		for (int i = 0; i < TASKS_PER_TURN; i++) {
			Runnable task = next(key);
			if (task == null) {
				return;
			}
			task.run();
		}
		this.executor.execute(() -> drain(key));
	}

	// a queue that is empty is forgotten: peers come and go
	private @Nullable Runnable next(String key) {
		synchronized (this.queues) {
			Queue<Runnable> queue = this.queues.get(key);
			Runnable task = (queue != null) ? queue.poll() : null;
			if (task == null) {
				this.queues.remove(key);
			}
			return task;
		}
	}

}
