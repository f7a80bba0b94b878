package io.p2p.socketio.wire;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

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

	private static final Frame PING = Frame.text("2");

	private static final Frame NOOP = Frame.text("6");

	private final String id;

	private final Handshake handshake;

	private final EngineOptions options;

	private final Listener listener;

	private final EventLoop loop;

	private final OutgoingQueue queue = new OutgoingQueue();

	private Transport transport;

	private @Nullable WebSocketTransport upgrading;

	private boolean probed;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable CloseReason closed;

	EngineSession(String id, Handshake handshake, EngineOptions options, EventLoop loop, ListenerFactory listeners) {
		this.id = id;
		this.handshake = handshake;
		this.options = options;
		this.transport = new PollingTransport(options.maxPayload());
		this.loop = loop;
		this.listener = listeners.create(this);
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

	Listener listener() {
		return this.listener;
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
		send(frames, () -> {
		});
	}

	/**
	 * Send packets that belong together, and learn when they have left.
	 * @param frames the packets
	 * @param done run once they have left or never will, on any thread
	 */
	public void send(List<Frame> frames, Runnable done) {
		boolean overflow;
		synchronized (this) {
			if (this.closed != null) {
				this.loop.execute(done);
				return;
			}
			int last = frames.size() - 1;
			frames.subList(0, last).forEach(this.queue::add);
			this.queue.add(frames.get(last), done);
			flush();
			overflow = this.queue.bytes() + this.transport.pendingBytes() > this.options.maxQueued();
		}
		if (overflow) {
			// not from here: the caller may hold locks that the end of a session needs
			this.loop.execute(() -> close(CloseReason.SLOW_CONSUMER));
		}
	}

	synchronized void flush() {
		this.transport.flush(this.queue);
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
			noop.add(NOOP);
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
		schedulePing();
	}

	void pong() {
		schedulePing();
	}

	private void schedulePing() {
		schedule(this.options.pingInterval().toMillis(), () -> {
			send(List.of(PING));
			schedule(this.options.pingTimeout().toMillis(), () -> close(CloseReason.PING_TIMEOUT));
		});
	}

	private synchronized void schedule(long delayMillis, Runnable task) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		if (this.closed == null) {
			this.timer = this.loop.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
		}
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
			if (this.timer != null) {
				this.timer.cancel(false);
			}
			this.transport.close(reason != CloseReason.SLOW_CONSUMER && reason != CloseReason.PING_TIMEOUT);
			if (this.upgrading != null) {
				this.upgrading.close(false);
			}
		}
		this.listener.closed(reason);
		// nothing is added any more: whoever waits for these to leave must not wait for
		// ever
		for (Outgoing unsent = this.queue.poll(); unsent != null; unsent = this.queue.poll()) {
			unsent.done().run();
		}
	}

	/**
	 * The request that a session began with.
	 *
	 * @param uri path and query
	 * @param parameters the query, decoded
	 * @param headers the headers
	 * @param remoteAddress where it came from
	 * @param localAddress where it arrived
	 */
	public record Handshake(String uri, Map<String, List<String>> parameters, HttpHeaders headers,
			InetSocketAddress remoteAddress, InetSocketAddress localAddress) {

	}

	/**
	 * Somebody who takes the messages of a session.
	 */
	public interface Listener {

		/**
		 * A Socket.IO packet has come with all its attachments.
		 * @param packet the packet
		 */
		void packet(SocketPacket packet);

		/**
		 * The session has ended. Called once.
		 * @param reason why
		 */
		void closed(CloseReason reason);

	}

	/**
	 * Maker of a listener for each new session.
	 */
	@FunctionalInterface
	public interface ListenerFactory {

		/**
		 * Make the listener of a session.
		 * @param session the new session
		 * @return its listener
		 */
		Listener create(EngineSession session);

	}

}
