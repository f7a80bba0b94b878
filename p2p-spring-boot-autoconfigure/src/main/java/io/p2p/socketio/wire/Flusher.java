package io.p2p.socketio.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Flushes what an event loop has written to its connections once a turn: one system call
 * per connection and turn, not one per message.
 */
final class Flusher implements Runnable {

	private static final FastThreadLocal<Flusher> OF_LOOP = new FastThreadLocal<>() {

		@Override
		protected Flusher initialValue() {
			return new Flusher();
		}

	};

	// of the time, announcements to thousands take this part at most
	private static final int UNHURRIED_PART = 20;

	private static final long MAX_REST = TimeUnit.MILLISECONDS.toNanos(100);

	private final List<WebSocketTransport> written = new ArrayList<>();

	private List<WebSocketTransport> unhurried = new ArrayList<>();

	// when what is no hurry may be flushed again
	private long rested = System.nanoTime();

	private Flusher() {
	}

	/**
	 * The flusher of the event loop that calls.
	 */
	static Flusher get() {
		return OF_LOOP.get();
	}

	/**
	 * Flush a connection at the end of this turn.
	 */
	void add(EventLoop loop, WebSocketTransport transport) {
		if (this.written.isEmpty()) {
			loop.execute(this);
		}
		this.written.add(transport);
	}

	/**
	 * Flush a connection at the end of this turn too, or later if that has taken much
	 * time lately: those that many are told of one after the other then leave together.
	 */
	void addUnhurried(EventLoop loop, WebSocketTransport transport) {
		if (this.unhurried.isEmpty()) {
			long rest = this.rested - System.nanoTime();
			if (rest <= 0) {
				loop.execute(this::flushUnhurried);
			}
			else {
				loop.schedule(this::flushUnhurried, rest, TimeUnit.NANOSECONDS);
			}
		}
		this.unhurried.add(transport);
	}

	private void flushUnhurried() {
		long start = System.nanoTime();
		List<WebSocketTransport> all = this.unhurried;
		this.unhurried = new ArrayList<>();
		all.forEach(WebSocketTransport::flushRested);
		long end = System.nanoTime();
		this.rested = end + Math.min(UNHURRIED_PART * (end - start), MAX_REST);
	}

	@Override
	public void run() {
		// a flush may fail, and its session end with words to others: the list may grow
		for (int i = 0; i < this.written.size(); i++) {
			this.written.get(i).flush();
		}
		this.written.clear();
	}

}
