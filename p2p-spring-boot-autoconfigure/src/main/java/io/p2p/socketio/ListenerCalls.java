package io.p2p.socketio;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.relay.Backlog;
import io.p2p.relay.Intake;

/**
 * The calls of one session to the application's listeners: one after the other, and never
 * on the event loop, which others need.
 */
final class ListenerCalls {

	private static final Logger logger = LoggerFactory.getLogger(ListenerCalls.class);

	private final Executor executor;

	private volatile Backlog backlog;

	private final Queue<Call> waiting = new ArrayDeque<>();

	private boolean running;

	ListenerCalls(Executor executor, Intake intake) {
		this.executor = executor;
		this.backlog = new Backlog(intake);
	}

	/**
	 * What waits of the client.
	 */
	Backlog backlog() {
		return this.backlog;
	}

	/**
	 * Count what is added from now on with what waits of a peer that has come back.
	 */
	void countWith(Backlog ofPeer) {
		this.backlog = ofPeer;
	}

	/**
	 * Add a call.
	 * @param size the bytes that it keeps in memory
	 */
	void add(long size, Runnable action) {
		Backlog counted = this.backlog;
		counted.added(size);
		synchronized (this) {
			this.waiting.add(new Call(counted, size, action));
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
			call.counted().removed(call.size());
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
		return call;
	}

	private void clear() {
		for (Call call = next(); call != null; call = next()) {
			call.counted().removed(call.size());
		}
	}

	private record Call(Backlog counted, long size, Runnable action) {

	}

}
