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
 * HTTP long polling: what waits for the client leaves with the response to its poll.
 */
final class PollingTransport implements Transport {

	private static final List<Outgoing> NOOP = List.of(new Outgoing(Frame.text("6"), null));

	private static final List<Outgoing> CLOSE = List.of(new Outgoing(Frame.text("1"), null));

	private static final int LINGER_SECONDS = 5;

	// a poll that was on its way when its client closed the session
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

	// a poll has one response: it waits for what else is sent in this turn of the loop
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
				// the client knows: its poll ends with nothing new
				this.last = NOOP;
				end((this.state == State.CANCELLED) ? 0 : OVERTAKEN_SECONDS);
			}
			case FORCED, SHUTDOWN -> end(LINGER_SECONDS);
			default -> end(0);
		}
	}

	// between two polls the client has still to learn how it ended
	private void end(int lingerSeconds) {
		if (this.poll == null && lingerSeconds > 0) {
			this.state = State.LINGERING;
			this.session.executor().schedule(this::expire, Duration.ofSeconds(lingerSeconds));
			return;
		}
		this.state = State.ENDED;
		answer(this.last);
		// whoever waits for these to leave must not wait for ever
		finish(this.queue.drain());
	}

	boolean isLingering() {
		return this.state == State.LINGERING;
	}

	// the close packet has a response of its own: in one with others, clients see it
	// first
	private void linger(EngineExchange exchange) {
		this.poll = exchange;
		flush();
		if (this.poll != null) {
			answer(this.last);
			expire();
		}
	}

	/**
	 * Wait for no poll any more.
	 */
	void expire() {
		if (isLingering()) {
			this.state = State.ENDED;
			finish(this.queue.drain());
			this.session.forget();
		}
	}

	/**
	 * Leave no poll waiting: a client that upgrades goes on when its last is answered.
	 */
	void release() {
		flush();
		answer(NOOP);
	}

	/**
	 * Hand what waits over to the transport that takes over.
	 */
	void moveTo(Transport successor) {
		for (Outgoing packet : this.queue.drain()) {
			try (EncodedBatch batch = new EncodedBatch(List.of(packet.frame()))) {
				successor.send(batch, packet.done());
			}
		}
	}

	/**
	 * Take a poll. A second one at the same time ends the session.
	 */
	void get(EngineExchange exchange) {
		if (isLingering()) {
			linger(exchange);
			return;
		}
		if (this.session.isOpen() && this.session.heartbeat().isOverdue()) {
			// behind the timer that is about to end the session
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

	// ends with the poll that waits and with what is being posted: it may have nothing
	// else
	// to end by
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
	 * The packets that the client posts.
	 */
	PostedPackets posted() {
		return this.posted;
	}

	/**
	 * Learn that a connection has gone. If the poll waited there, the client has
	 * cancelled it; if a body was coming, the rest of it never will.
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
