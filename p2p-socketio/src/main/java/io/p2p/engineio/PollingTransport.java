package io.p2p.engineio;

import java.time.Duration;
import java.util.List;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.EngineExchange;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.limit.RateLimit;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.Payload;
import io.p2p.engineio.protocol.PayloadCodec;
import io.p2p.engineio.protocol.PayloadV3;
import io.p2p.engineio.protocol.PayloadV4;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.OutgoingQueue;
import io.p2p.engineio.send.OutgoingQueue.Outgoing;

/**
 * HTTP long polling: packets wait for the client's poll, and leave with its response.
 */
final class PollingTransport implements Transport {

	private static final List<Outgoing> NOOP = List.of(new Outgoing(Frame.text("6"), null));

	private static final List<Outgoing> CLOSE = List.of(new Outgoing(Frame.text("1"), null));

	private static final int LINGER_SECONDS = 5;

	// how long to wait for a poll that its client sent before it closed the session
	private static final int OVERTAKEN_SECONDS = 1;

	private final OutgoingQueue queue = new OutgoingQueue();

	private final EngineSession session;

	private final PayloadCodec codec;

	private final PostedPackets posted;

	private volatile @Nullable EngineExchange poll;

	private volatile State state = State.OPEN;

	private List<Outgoing> last = CLOSE;

	private long leavingBytes;

	private boolean flushing;

	PollingTransport(EngineSession session, int maxPayload) {
		this.session = session;
		this.codec = (session.version() == EngineVersion.V4) ? new PayloadV4()
				: new PayloadV3(!session.handshake().parameters().containsKey("b64"));
		this.posted = new PostedPackets(session, this.codec, maxPayload, this::endIfAbandoned);
	}

	// A poll has one response: put all that is sent in this turn of the loop into it.
	@Override
	public void send(EncodedBatch batch, @Nullable Runnable done) {
		this.queue.add(batch.frames(), done);
		if (!this.flushing && this.poll != null) {
			this.flushing = true;
			this.session.inTurn(this::flush);
		}
	}

	private void flush() {
		this.flushing = false;
		if (this.poll != null && !this.queue.isEmpty()) {
			answer(this.queue.drain());
		}
	}

	private void answer(List<Outgoing> packets) {
		EngineExchange waiting = this.poll;
		if (waiting == null) {
			return;
		}
		this.poll = null;
		if (this.state == State.ABANDONED) {
			this.session.inTurn(this::endIfAbandoned);
		}
		Payload payload = this.codec.encode(packets);
		int size = payload.bytes().length;
		this.leavingBytes += size;
		waiting.reply(HttpResponseStatus.OK, payload, () -> this.session.inOrder(() -> {
			this.leavingBytes -= size;
			finish(packets);
		}));
	}

	private static void finish(List<Outgoing> packets) {
		packets.forEach((packet) -> OutgoingQueue.finish(packet.done()));
	}

	@Override
	public long pendingBytes() {
		return this.queue.bytes() + this.leavingBytes;
	}

	@Override
	public boolean isWritable() {
		return this.poll != null;
	}

	@Override
	public boolean takesAtOnce(long size) {
		long pending = pendingBytes();
		return this.poll != null && (pending == 0 || pending + size <= ONE_TURN_BYTES);
	}

	@Override
	public void pause() {
		this.posted.pause();
	}

	@Override
	public void resume() {
		this.posted.resume();
	}

	@Override
	public void close(CloseReason reason) {
		resume();
		flush();
		switch (reason) {
			case TRANSPORT_CLOSE -> {
				// The client has closed the session: its poll needs no close packet.
				this.last = NOOP;
				end((this.state == State.CANCELLED) ? 0 : OVERTAKEN_SECONDS);
			}
			case FORCED, SHUTDOWN -> end(LINGER_SECONDS);
			default -> end(0);
		}
	}

	// If no poll waits, the client learns of the end by its next one.
	private void end(int lingerSeconds) {
		if (this.poll == null && lingerSeconds > 0) {
			this.state = State.LINGERING;
			this.session.executor().schedule(this::expire, Duration.ofSeconds(lingerSeconds));
			return;
		}
		this.state = State.ENDED;
		answer(this.last);
		// Run what waits for these packets to leave: they never will.
		finish(this.queue.drain());
	}

	boolean isLingering() {
		return this.state == State.LINGERING;
	}

	// The close packet gets a response of its own: in one with other packets, clients
	// would handle it before them.
	private void linger(EngineExchange exchange) {
		this.poll = exchange;
		flush();
		if (this.poll != null) {
			answer(this.last);
			expire();
		}
	}

	/**
	 * Stop waiting for the client's last poll.
	 */
	void expire() {
		if (isLingering()) {
			this.state = State.ENDED;
			finish(this.queue.drain());
			this.session.forget();
		}
	}

	/**
	 * Answer the waiting poll: a client that upgrades goes on when its last poll ends.
	 */
	void release() {
		flush();
		answer(NOOP);
	}

	/**
	 * Hand the waiting packets to the WebSocket that takes over.
	 */
	void moveTo(Transport successor) {
		for (Outgoing packet : this.queue.drain()) {
			try (EncodedBatch batch = new EncodedBatch(List.of(packet.frame()))) {
				successor.send(batch, packet.done());
			}
		}
	}

	/**
	 * Take a poll. A second one while the first waits ends the session.
	 */
	void get(EngineExchange exchange) {
		if (isLingering()) {
			linger(exchange);
			return;
		}
		if (this.session.isOpen() && this.session.heartbeat().isOverdue()) {
			// later, behind the heartbeat's timer, which is due and ends the session
			this.session.executor().schedule(() -> get(exchange), Duration.ZERO);
			return;
		}
		if (this.session.inbound().charge() == RateLimit.Verdict.DISCONNECT || !this.session.isOpen()) {
			exchange.fail(EngineError.UNKNOWN_SID);
			return;
		}
		if (this.poll != null) {
			this.session.close(CloseReason.TRANSPORT_ERROR);
			exchange.fail(EngineError.BAD_REQUEST);
			return;
		}
		this.poll = exchange;
		flush();
		if (this.session.upgrade().isProbed()) {
			release();
		}
	}

	// Without an open poll or POST, whose end would end the session, it ends here: no
	// connection is left to close.
	@Override
	public void abandon() {
		if (this.state == State.OPEN) {
			this.state = State.ABANDONED;
		}
		endIfAbandoned();
	}

	private void endIfAbandoned() {
		if (this.state == State.ABANDONED && this.poll == null && !this.posted.isComing()
				&& !this.session.isWebSocket()) {
			this.session.close(CloseReason.TRANSPORT_CLOSE);
		}
	}

	/**
	 * The packets that the client sends by POST.
	 */
	PostedPackets posted() {
		return this.posted;
	}

	/**
	 * End the session if the connection that has gone held its waiting poll, which the
	 * client has cancelled so, or a body that can no longer be completed.
	 */
	void gone(HttpExchange http) {
		if (isOn(this.poll, http) || this.posted.isOn(http)) {
			this.poll = null;
			if (this.session.isOpen()) {
				this.state = State.CANCELLED;
			}
			this.session.close(CloseReason.TRANSPORT_CLOSE);
		}
	}

	private static boolean isOn(@Nullable EngineExchange exchange, HttpExchange http) {
		return exchange != null && exchange.http() == http;
	}

	private enum State {

		OPEN,

		/** The client has gone, and ends with the poll that waits and what is posted. */
		ABANDONED,

		/** The client has cancelled its poll. */
		CANCELLED,

		/** The session has ended, and the client has still to learn how. */
		LINGERING,

		ENDED

	}

}
