package io.p2p.socketio;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one session to the application's listeners: one after the other, and never
 * on the event loop, which others need.
 */
final class ListenerCalls {

	private static final Logger logger = LoggerFactory.getLogger(ListenerCalls.class);

	private static final int MAX_CALLS = 256;

	private static final int MAX_BYTES = 4 * 1024 * 1024;

	private final Executor executor;

	private final Queue<Call> waiting = new ArrayDeque<>();

	private long bytes;

	private boolean running;

	ListenerCalls(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Add a call that the client asks for.
	 * @param size the bytes that it keeps in memory
	 * @return whether there was room for it
	 */
	boolean offer(int size, Runnable action) {
		synchronized (this) {
			boolean full = this.waiting.size() >= MAX_CALLS || this.bytes + size > MAX_BYTES;
			if (full && !this.waiting.isEmpty()) {
				return false;
			}
		}
		add(new Call(size, action));
		return true;
	}

	/**
	 * Add a call that has to be.
	 */
	void add(Runnable action) {
		add(new Call(0, action));
	}

	private void add(Call call) {
		synchronized (this) {
			this.waiting.add(call);
			this.bytes += call.size();
			if (this.running) {
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			logger.warn("Listeners are not called: the executor takes no more tasks");
			clear();
		}
	}

	private void run() {
		for (Call call = next(); call != null; call = next()) {
			try {
				call.action().run();
			}
			catch (RuntimeException | Error ex) {
				// an error too: nobody would take up the calls that wait
				logger.warn("A listener failed", ex);
			}
		}
	}

	private synchronized @Nullable Call next() {
		Call call = this.waiting.poll();
		this.running = call != null;
		this.bytes -= (call != null) ? call.size() : 0;
		return call;
	}

	private synchronized void clear() {
		this.waiting.clear();
		this.bytes = 0;
		this.running = false;
	}

	private record Call(int size, Runnable action) {

	}

}
