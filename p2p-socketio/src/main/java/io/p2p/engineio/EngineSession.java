package io.p2p.engineio;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.Announcements;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.OutgoingQueue;
import io.p2p.engineio.send.QueueBudget;
import io.p2p.engineio.send.Recipient;
import io.p2p.engineio.send.SerialExecutor;

/**
 * An Engine.IO session: a client's connection, over long polling, a WebSocket or the one
 * after the other.
 * <p>
 * All that happens to a session happens on its event loop, so nothing in it is locked.
 * Its id is a secret between one client and the server: whoever knows it can speak for
 * that client. The id is never logged and is no peer's id.
 *
 * @since 0.1.0
 */
public final class EngineSession implements Recipient, QueueBudget.Waiting {

	private final String id;

	private final Handshake handshake;

	private final EngineServer server;

	private final EngineOptions options;

	private final SessionListener listener;

	private final SerialExecutor executor;

	private final Heartbeat heartbeat;

	private final TransportUpgrade upgrade = new TransportUpgrade(this);

	private final PacketReader inbound;

	private volatile Transport transport;

	private final SessionEnd ending;

	private final OutgoingLimit outgoing;

	private int pauses;

	private final Announcements announcements = new Announcements();

	private final Recipient atOnce = new ImpatientRecipient(this);

	EngineSession(String id, Handshake handshake, EngineServer server, SerialExecutor executor) {
		this.id = id;
		this.handshake = handshake;
		this.server = server;
		this.options = server.options();
		this.executor = executor;
		this.outgoing = new OutgoingLimit(this.options.queues());
		this.heartbeat = new Heartbeat(this, this.options);
		this.inbound = new PacketReader(this, this.options);
		this.transport = new PollingTransport(this, this.options.maxPayload());
		this.ending = new SessionEnd(this, server);
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
	public SerialExecutor executor() {
		return this.executor;
	}

	Transport transport() {
		return this.transport;
	}

	PacketReader inbound() {
		return this.inbound;
	}

	/**
	 * Whether the session still goes on.
	 * @return {@code false} when it has ended
	 */
	public boolean isOpen() {
		return this.ending.isOpen();
	}

	/**
	 * Whether the transport takes packets at once.
	 * @return whether what is sent now leaves at once
	 */
	public boolean isWritable() {
		return isOpen() && this.transport.isWritable();
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
		try (EncodedBatch batch = new EncodedBatch(frames)) {
			deliver(batch, done);
		}
	}

	@Override
	public void deliver(EncodedBatch batch, @Nullable Runnable done) {
		takeAlong();
		if (!isOpen()) {
			OutgoingQueue.finish(done);
		}
		else if (this.outgoing.send(this.transport, batch, done)) {
			giveWay(() -> {
			});
		}
	}

	/**
	 * This session, for packets that are to leave now or not at all.
	 * @return a recipient that drops packets behind which others wait, and runs what it
	 * is given only then
	 */
	public Recipient atOnce() {
		return this.atOnce;
	}

	@Override
	public @Nullable Announcements gathersAt() {
		return isOpen() ? this.announcements : null;
	}

	/**
	 * Send the announcements gathered for the client. Called on the session's event loop
	 * before the client is sent anything else.
	 */
	public void takeAlong() {
		this.announcements.takeAlong();
	}

	@Override
	public void fail() {
		close(CloseReason.TRANSPORT_ERROR);
	}

	@Override
	public long waitingBytes() {
		return this.transport.pendingBytes();
	}

	// Runs later on the event loop: closing inline would re-enter deliver().
	@Override
	public void giveWay(Runnable then) {
		inTurn(() -> {
			close(CloseReason.SLOW_CONSUMER);
			then.run();
		});
	}

	/**
	 * Begin the session on a transport, with Engine.IO's <em>open</em> packet.
	 */
	void open(Transport transport) {
		if (!isOpen()) {
			return;
		}
		this.transport = transport;
		send(List.of(this.options.opening(this.id, transport instanceof PollingTransport)));
		this.heartbeat.alive();
		this.listener.opened();
	}

	TransportUpgrade upgrade() {
		return this.upgrade;
	}

	void moveTo(WebSocketTransport successor) {
		this.transport = successor;
		if (isPaused()) {
			successor.pause();
		}
	}

	SessionListener listener() {
		return this.listener;
	}

	Heartbeat heartbeat() {
		return this.heartbeat;
	}

	/**
	 * End the session and close its transport. May be called on any thread.
	 * @param reason why
	 */
	public void close(CloseReason reason) {
		this.ending.close(reason);
	}

	/**
	 * Ends the session for a reason that is logged, and tells how it has ended.
	 * @return the end of this session
	 */
	public SessionEnd ending() {
		return this.ending;
	}

	/**
	 * Release everything. Called once by {@link SessionEnd}, when the session has ended.
	 */
	void ended(CloseReason reason) {
		this.heartbeat.stop();
		this.transport.close(reason);
		// if the last packets wait for a poll, PollingTransport calls forget() later
		if (!(this.transport instanceof PollingTransport polling && polling.isLingering())) {
			forget();
		}
		this.server.count(reason);
		this.listener.closed(reason);
	}

	/**
	 * End the session as soon as what its client has sent already has come, since the
	 * client has gone. May be called on any thread.
	 */
	public void abandon() {
		// behind a body whose head has come by another loop, of which the client knows
		inTurn(() -> this.transport.abandon());
	}

	void forget() {
		this.upgrade.hangUp();
		this.server.forget(this);
	}

	/**
	 * Read no more packets, until {@link #resume()} has been called as often. May be
	 * called on any thread; packets that have been read already still come.
	 */
	public void pause() {
		inOrder(() -> {
			this.pauses++;
			this.transport.pause();
		});
	}

	/**
	 * Undo one {@link #pause()}. May be called on any thread.
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
	 * Do something on the session's event loop.
	 * @param task run at once if the caller is on that loop, and never if the server has
	 * stopped
	 */
	public void inOrder(Runnable task) {
		this.executor.run(task);
	}

	/**
	 * Do something on the session's event loop, behind the tasks that wait there already.
	 * @param task what to do; never done if the server has stopped
	 */
	public void inTurn(Runnable task) {
		this.executor.later(task);
	}

}
