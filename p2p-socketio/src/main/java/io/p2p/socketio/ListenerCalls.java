package io.p2p.socketio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.send.SerialExecutor;
import io.p2p.relay.queue.FlowControl;
import io.p2p.relay.queue.ReadControl;

/**
 * Calls the application's listeners for one session, one call after the other on an
 * executor, as they could block an event loop. A call that cannot be refused, such as
 * that of a disconnect, is tried again if the executor rejects it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ListenerCalls {

	private static final Logger logger = LoggerFactory.getLogger(ListenerCalls.class);

	private static final Duration RETRY = Duration.ofMillis(200);

	private final Executor executor;

	private final SerialExecutor loop;

	private volatile FlowControl flowControl;

	private final Queue<Call> waiting = new ArrayDeque<>(0);

	private boolean running;

	private boolean retrying;

	/**
	 * Create calls.
	 * @param loop the event loop on which rejected calls are tried again
	 */
	ListenerCalls(Executor executor, SerialExecutor loop, ReadControl reads) {
		this.executor = executor;
		this.loop = loop;
		this.flowControl = new FlowControl(reads);
	}

	/**
	 * Counts the events of the client that wait, and holds the client up.
	 * @return the flow control
	 */
	public FlowControl flowControl() {
		return this.flowControl;
	}

	/**
	 * Count calls from now on with the events of a peer that has come back.
	 * @param ofPeer the flow control of the peer
	 */
	public void countWith(FlowControl ofPeer) {
		this.flowControl = ofPeer;
	}

	/**
	 * Whether no call runs or waits.
	 * @return {@code true} if all have returned
	 */
	public synchronized boolean isIdle() {
		return !this.running && this.waiting.isEmpty();
	}

	/**
	 * Add a call that cannot be refused.
	 * @param size the bytes that it keeps in memory
	 * @param action the call
	 */
	public void add(long size, Runnable action) {
		add(size, action, null);
	}

	/**
	 * Add a call.
	 * @param size the bytes that it keeps in memory
	 * @param action the call
	 * @param refused run instead if the executor rejects it, {@code null} to try again
	 */
	public void add(long size, Runnable action, @Nullable Runnable refused) {
		FlowControl counted = this.flowControl;
		counted.added(size);
		synchronized (this) {
			this.waiting.add(new Call(counted, size, action, refused));
			if (this.running) {
				return;
			}
			this.running = true;
		}
		start();
	}

	private void start() {
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			refuse();
		}
	}

	private void run() {
		for (Call call = next(); call != null; call = next()) {
			call.counted().removed(call.size());
			try {
				call.action().run();
			}
			catch (RuntimeException | Error ex) {
				// Catch errors too: the waiting calls would never run otherwise.
				logger.warn("A listener failed", ex);
			}
		}
	}

	private synchronized @Nullable Call next() {
		Call call = this.waiting.poll();
		this.running = call != null;
		return call;
	}

	private void refuse() {
		List<Call> refused = new ArrayList<>();
		boolean again;
		synchronized (this) {
			this.running = false;
			this.waiting.removeIf((call) -> call.refused() != null && refused.add(call));
			again = !this.waiting.isEmpty() && !this.retrying;
			this.retrying |= again;
		}
		for (Call call : refused) {
			call.counted().removed(call.size());
			if (call.refused() != null) {
				call.refused().run();
			}
		}
		if (again) {
			retryLater();
		}
	}

	private void retryLater() {
		Future<?> unused = this.loop.schedule(this::retry, RETRY);
	}

	private void retry() {
		synchronized (this) {
			this.retrying = false;
			if (this.running || this.waiting.isEmpty()) {
				return;
			}
			this.running = true;
		}
		start();
	}

	/**
	 * A call that waits.
	 *
	 * @param refused run instead if the executor rejects it; {@code null} if it cannot be
	 * refused
	 */
	private record Call(FlowControl counted, long size, Runnable action, @Nullable Runnable refused) {

	}

}
