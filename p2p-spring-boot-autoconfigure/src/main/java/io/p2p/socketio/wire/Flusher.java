package io.p2p.socketio.wire;

import java.util.ArrayList;
import java.util.List;

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

	private final List<WebSocketTransport> written = new ArrayList<>();

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

	@Override
	public void run() {
		// a flush may fail, and its session end with words to others: the list may grow
		for (int i = 0; i < this.written.size(); i++) {
			this.written.get(i).flush();
		}
		this.written.clear();
	}

}
