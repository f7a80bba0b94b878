package io.p2p.socketio.wire;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * An Engine.IO v4 session: the connection that outlives its transports.
 * <p>
 * Its id is a secret between one client and the server: whoever knows it can speak for
 * that client. It is never logged and is no peer's id.
 *
 * @since 0.1.0
 */
public final class EngineSession {

	private static final Logger logger = LoggerFactory.getLogger(EngineSession.class);

	private static final Frame NOOP = Frame.text("6");

	private final String id;

	private final Handshake handshake;

	private final EngineOptions options;

	private final SessionListener listener;

	private final EventLoop loop;

	private final OutgoingQueue queue = new OutgoingQueue();

	private Transport transport;

	private @Nullable WebSocketTransport upgrading;

	private boolean probed;

	private boolean flushing;

	private final Heartbeat heartbeat;

	private @Nullable CloseReason closed;

	EngineSession(String id, Handshake handshake, EngineOptions options, EventLoop loop,
			Function<EngineSession, SessionListener> listeners) {
		this.id = id;
		this.handshake = handshake;
		this.options = options;
		this.transport = new PollingTransport(options.maxPayload());
		this.loop = loop;
		this.heartbeat = new Heartbeat(this, options);
		this.listener = listeners.apply(this);
	}

	String id() {
		return this.id;
	}

	/**
	 * The request that the session began with.
	 * @return the handshake
	 */
	public Handshake handshake() {
		return this.handshake;
	}

	/**
	 * The event loop that the session's timers run on.
	 * @return the loop
	 */
	public EventLoop loop() {
		return this.loop;
	}

	synchronized Transport transport() {
		return this.transport;
	}

	/**
	 * Whether the session still goes on.
	 * @return whether it is open
	 */
	public synchronized boolean isOpen() {
		return this.closed == null;
	}

	/**
	 * Whether what is sent now leaves at once.
	 * @return whether nothing waits
	 */
	public synchronized boolean isWritable() {
		return this.closed == null && this.queue.isEmpty();
	}

	/**
	 * Whether the session's packets go over a WebSocket now.
	 * @return {@code false} for long polling
	 */
	public synchronized boolean isWebSocket() {
		return this.transport instanceof WebSocketTransport;
	}

	/**
	 * Send packets that belong together.
	 * @param frames the packets
	 */
	public void send(List<Frame> frames) {
		enqueue(frames, null);
	}

	/**
	 * Send packets that belong together, and learn when they have left.
	 * @param frames the packets
	 * @param done run once they have left or never will, on any thread
	 */
	public void send(List<Frame> frames, Runnable done) {
		// never with this session locked: whoever waits may send to other sessions
		enqueue(frames, () -> execute(done));
	}

	private void enqueue(List<Frame> frames, @Nullable Runnable done) {
		boolean overflow;
		synchronized (this) {
			if (this.closed != null) {
				OutgoingQueue.finish(done);
				return;
			}
			int last = frames.size() - 1;
			frames.subList(0, last).forEach((frame) -> this.queue.add(frame, null));
			this.queue.add(frames.get(last), done);
			flushSoon();
			overflow = this.queue.bytes() + this.transport.pendingBytes() > this.options.maxQueued();
		}
		if (overflow) {
			// not from here: the caller may hold locks that the end of a session needs
			execute(() -> close(CloseReason.SLOW_CONSUMER));
		}
	}

	private void flush() {
		this.transport.flush(this.queue);
	}

	// a poll has one response: it waits for what else is sent in this turn of the loop
	private void flushSoon() {
		if (!(this.transport instanceof PollingTransport)) {
			flush();
		}
		else if (!this.flushing) {
			this.flushing = true;
			execute(() -> {
				synchronized (this) {
					this.flushing = false;
					flush();
				}
			});
		}
	}

	/**
	 * Begin an upgrade.
	 * @return whether there is a long-polling session to be upgraded and no other attempt
	 */
	synchronized boolean beginUpgrade(WebSocketTransport candidate) {
		if (this.closed != null || this.upgrading != null || this.transport instanceof WebSocketTransport) {
			return false;
		}
		this.upgrading = candidate;
		return true;
	}

	synchronized void abandonUpgrade(WebSocketTransport candidate) {
		if (this.upgrading == candidate) {
			this.upgrading = null;
			this.probed = false;
		}
	}

	// from here on no poll is left waiting: the client sends the upgrade packet when its
	// last is answered
	synchronized void probe(WebSocketTransport candidate) {
		if (this.upgrading == candidate) {
			this.probed = true;
			releasePoll();
		}
	}

	synchronized void polled() {
		flush();
		if (this.probed) {
			releasePoll();
		}
	}

	private void releasePoll() {
		if (this.transport instanceof PollingTransport polling && polling.isPolling()) {
			OutgoingQueue noop = new OutgoingQueue();
			noop.add(NOOP, null);
			polling.flush(noop);
		}
	}

	synchronized void completeUpgrade(WebSocketTransport candidate) {
		if (this.closed == null && this.upgrading == candidate) {
			releasePoll();
			this.upgrading = null;
			this.transport = candidate;
			flush();
		}
	}

	/**
	 * Begin: the handshake is the first packet to leave.
	 */
	void open(Transport transport) {
		String upgrades = (transport instanceof PollingTransport) ? "\"websocket\"" : "";
		synchronized (this) {
			this.transport = transport;
			send(List.of(Frame.text("""
					0{"sid":"%s","upgrades":[%s],"pingInterval":%d,"pingTimeout":%d,"maxPayload":%d}""".formatted(
					this.id, upgrades, this.options.pingInterval().toMillis(), this.options.pingTimeout().toMillis(),
					this.options.maxPayload()))));
		}
		this.heartbeat.alive();
	}

	void pong() {
		this.heartbeat.alive();
	}

	/**
	 * End the session and close its transport. Not to be called with the session locked:
	 * the listener takes locks of its own.
	 * @param reason why
	 */
	public void close(CloseReason reason) {
		synchronized (this) {
			if (this.closed != null) {
				return;
			}
			this.closed = reason;
			this.heartbeat.stop();
			flush();
			this.transport.close(reason != CloseReason.SLOW_CONSUMER && reason != CloseReason.PING_TIMEOUT);
			if (this.upgrading != null) {
				this.upgrading.close(false);
			}
		}
		inOrder(() -> this.listener.closed(reason));
		// nothing is added any more: whoever waits for these to leave must not wait for
		// ever
		for (Outgoing unsent = this.queue.poll(); unsent != null; unsent = this.queue.poll()) {
			OutgoingQueue.finish(unsent.done());
		}
	}

	/**
	 * Take a packet from the client.
	 */
	void receive(SocketPacket packet) {
		inOrder(() -> {
			if (!isOpen()) {
				return;
			}
			try {
				this.listener.packet(packet);
			}
			catch (RuntimeException ex) {
				logger.warn("A session ends because of a failure that is not its client's", ex);
				close(CloseReason.TRANSPORT_ERROR);
			}
		});
	}

	/**
	 * Do something between two packets of this session: all that its listener sees
	 * happens on one thread, also while it changes from one transport to the other.
	 * @param task what to do, now if this is that thread
	 */
	public void inOrder(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
		}
		else {
			execute(task);
		}
	}

	private void execute(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// the loops have stopped with the server: nothing can come between any more
			task.run();
		}
	}

}
