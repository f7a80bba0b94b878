package io.p2p.socketio.wire;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.socketio.wire.InvalidPacketException.Fault;

/**
 * An Engine.IO session: the connection that outlives its transports.
 * <p>
 * It lives on one event loop: whatever happens to it happens there, one thing after the
 * other, so that nothing in it is locked. Its id is a secret between one client and the
 * server: whoever knows it can speak for that client. It is never logged and is no peer's
 * id.
 *
 * @since 0.1.0
 */
public final class EngineSession implements Recipient, QueueBudget.Waiting {

	private static final Logger logger = LoggerFactory.getLogger(EngineSession.class);

	private final String id;

	private final Handshake handshake;

	private final EngineServer server;

	private final EngineOptions options;

	private final SessionListener listener;

	private final EventLoop loop;

	private final Heartbeat heartbeat;

	private final RateLimit rate;

	private final SessionUpgrade upgrade = new SessionUpgrade(this);

	private final Inbound inbound;

	private volatile Transport transport;

	private volatile boolean open = true;

	private volatile @Nullable Fault fault;

	private final OutgoingLimit outgoing;

	private int pauses;

	EngineSession(String id, Handshake handshake, EngineServer server, EventLoop loop) {
		this.id = id;
		this.handshake = handshake;
		this.server = server;
		this.options = server.options();
		this.loop = loop;
		this.rate = new RateLimit(this.options.limits().packetsPerSecond());
		this.outgoing = new OutgoingLimit(this.options.queues());
		this.heartbeat = new Heartbeat(this, this.options);
		this.inbound = new Inbound(this, this.options.maxPayload());
		this.transport = new PollingTransport(this, this.options.maxPayload());
		this.listener = server.listener(this);
	}

	String id() {
		return this.id;
	}

	EngineVersion version() {
		return this.handshake.version();
	}

	/**
	 * The request that the session began with.
	 * @return the handshake
	 */
	public Handshake handshake() {
		return this.handshake;
	}

	@Override
	public EventLoop loop() {
		return this.loop;
	}

	Transport transport() {
		return this.transport;
	}

	/**
	 * Whether the client's WebSockets tell nobody that they are closed by a close frame.
	 */
	boolean isSilentlyClosed() {
		return this.handshake.headers().get(HttpHeaderNames.USER_AGENT, "").startsWith("okhttp");
	}

	Inbound inbound() {
		return this.inbound;
	}

	/**
	 * Whether the session still goes on.
	 * @return {@code false} when it has ended
	 */
	public boolean isOpen() {
		return this.open;
	}

	/**
	 * Whether nothing waits.
	 * @return whether what is sent now leaves at once
	 */
	public boolean isWritable() {
		return this.open && this.transport.isWritable();
	}

	/**
	 * Whether the session's packets go over a WebSocket now.
	 * @return {@code false} for long polling
	 */
	public boolean isWebSocket() {
		return this.transport instanceof WebSocketTransport;
	}

	/**
	 * Send packets that belong together. May be called on any thread.
	 * @param frames the packets
	 */
	public void send(List<Frame> frames) {
		inOrder(() -> sendAtOnce(frames, null));
	}

	/**
	 * Send packets that belong together, on the session's event loop.
	 * @param frames the packets
	 * @param done run when they have left or never will; {@code null} if nobody waits
	 */
	public void sendAtOnce(List<Frame> frames, @Nullable Runnable done) {
		try (Delivery delivery = new Delivery(frames)) {
			deliver(delivery, done);
		}
	}

	@Override
	public void deliver(Delivery delivery, @Nullable Runnable done) {
		if (!this.open) {
			OutgoingQueue.finish(done);
		}
		else if (this.outgoing.send(this.transport, delivery, done)) {
			// in turn: the caller may be in the midst of what the end of a session
			// changes
			inTurn(() -> close(CloseReason.SLOW_CONSUMER));
		}
	}

	@Override
	public long waitingBytes() {
		return this.transport.pendingBytes();
	}

	@Override
	public void giveWay(Runnable then) {
		inTurn(() -> close(CloseReason.SLOW_CONSUMER));
		inTurn(then);
	}

	/**
	 * Begin: the handshake is the first packet to leave.
	 */
	void open(Transport transport) {
		if (!this.open) {
			return;
		}
		this.transport = transport;
		String upgrades = (transport instanceof PollingTransport) ? "\"websocket\"" : "";
		send(List.of(Frame.text("""
				0{"sid":"%s","upgrades":[%s],"pingInterval":%d,"pingTimeout":%d,"maxPayload":%d}""".formatted(this.id,
				upgrades, this.options.pingInterval().toMillis(), this.options.pingTimeout().toMillis(),
				this.options.maxPayload()))));
		this.heartbeat.alive();
		this.listener.opened();
	}

	SessionUpgrade upgrade() {
		return this.upgrade;
	}

	void moveTo(WebSocketTransport successor) {
		this.transport = successor;
		if (isPaused()) {
			successor.pause();
		}
	}

	/**
	 * Count a packet from the client. Far over its rate, the session ends.
	 */
	RateLimit.Verdict charge() {
		RateLimit.Verdict verdict = this.rate.take();
		if (verdict == RateLimit.Verdict.DISCONNECT) {
			close(CloseReason.RATE_LIMITED, Refusal.TOO_MANY_EVENTS, null);
		}
		return verdict;
	}

	/**
	 * Take a client's ping (Engine.IO v3).
	 */
	void ping(byte[] packet) {
		byte[] pong = packet.clone();
		pong[0] = '3';
		send(List.of(new Frame(false, pong)));
		this.heartbeat.alive();
		this.listener.pinged();
	}

	/**
	 * Take a client's answer to a ping.
	 */
	void pong() {
		this.heartbeat.alive();
		this.listener.ponged();
	}

	/**
	 * End the session and close its transport. May be called on any thread.
	 * @param reason why
	 */
	@Override
	public void close(CloseReason reason) {
		close(reason, switch (reason) {
			case SLOW_CONSUMER -> Refusal.SLOW_CONSUMER;
			case RATE_LIMITED -> Refusal.TOO_MANY_REQUESTS;
			default -> null;
		}, null);
	}

	/**
	 * End the session because of what the client has sent. May be called on any thread.
	 * @param what what is wrong with it, without any of it
	 */
	public void refuse(String what) {
		refuse(new InvalidPacketException(what));
	}

	void refuse(InvalidPacketException reason) {
		inOrder(() -> {
			if (this.open) {
				this.fault = reason.fault();
			}
			close(reason.fault().reason(), reason.fault().refusal(), reason.getMessage());
		});
	}

	/**
	 * Whether the session has ended because of what the client has sent: no packet, or
	 * one that is too large.
	 * @return {@code false} for a session that is open, or has ended otherwise
	 */
	public boolean isRefused() {
		return this.fault != null;
	}

	/**
	 * What the client has sent if the session has ended because of that.
	 */
	@Nullable Fault fault() {
		return this.fault;
	}

	/**
	 * End the session because the client does nothing with it.
	 */
	public void expire() {
		close(CloseReason.FORCED, Refusal.NO_NAMESPACE, null);
	}

	void close(CloseReason reason, @Nullable Refusal refusal, @Nullable String detail) {
		inOrder(() -> {
			if (this.open) {
				if (refusal != null) {
					this.server.refused(refusal, this.handshake.remoteAddress(), detail);
				}
				end(reason);
			}
		});
	}

	private void end(CloseReason reason) {
		this.open = false;
		this.heartbeat.stop();
		this.transport.close(reason);
		if (!isLingering()) {
			forget();
		}
		this.server.count(reason);
		this.listener.closed(reason);
	}

	/**
	 * Whether the session has ended, and its last packets wait for a poll.
	 */
	boolean isLingering() {
		return this.transport instanceof PollingTransport polling && polling.isLingering();
	}

	void forget() {
		this.upgrade.hangUp();
		this.server.forget(this);
	}

	/**
	 * Take no more packets, until {@link #resume()} has been called as often. May be
	 * called on any thread; packets that have been read already still come.
	 */
	public void pause() {
		inOrder(() -> {
			this.pauses++;
			this.transport.pause();
		});
	}

	/**
	 * Take packets again. May be called on any thread.
	 */
	public void resume() {
		inOrder(() -> {
			this.pauses--;
			if (this.pauses == 0) {
				this.transport.resume();
			}
		});
	}

	boolean isPaused() {
		return this.pauses > 0;
	}

	/**
	 * Take a packet from the client.
	 * @param accepted {@code false} for one over the client's rate
	 */
	void receive(SocketPacket packet, boolean accepted) {
		if (!this.open) {
			return;
		}
		try {
			this.listener.packet(packet, accepted);
		}
		catch (RuntimeException ex) {
			logger.warn("A session ends because of a failure that is not its client's", ex);
			close(CloseReason.TRANSPORT_ERROR);
		}
	}

	/**
	 * Do something on the session's event loop.
	 * @param task what to do: now if the caller is there, and never if the server has
	 * stopped
	 */
	public void inOrder(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
		}
		else {
			inTurn(task);
		}
	}

	/**
	 * Do something on the session's event loop, behind what is to be done there already.
	 * @param task what to do, and never if the server has stopped
	 */
	public void inTurn(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The server has stopped", ex);
		}
	}

}
