package io.p2p.socketio.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * HTTP long polling: what waits for the client leaves with the response to its poll.
 */
final class PollingTransport implements Transport {

	private static final byte[] OK = { 'o', 'k' };

	private static final List<Outgoing> NOOP = List.of(new Outgoing(Frame.text("6"), null));

	private static final List<Outgoing> CLOSE = List.of(new Outgoing(Frame.text("1"), null));

	private static final int LINGER_SECONDS = 5;

	private final OutgoingQueue queue = new OutgoingQueue();

	private final EngineSession session;

	private final Inbound inbound;

	private final PayloadCodec codec;

	private volatile @Nullable Exchange poll;

	private @Nullable Exchange post;

	private boolean accepted;

	private boolean paused;

	private volatile boolean lingering;

	private long leavingBytes;

	private boolean flushing;

	PollingTransport(EngineSession session, long maxPayload) {
		this.session = session;
		this.inbound = new Inbound(session, maxPayload);
		this.codec = (session.version() == EngineVersion.V4) ? new PayloadV4()
				: new PayloadV3(!session.handshake().parameters().containsKey("b64"));
	}

	// a poll has one response: it waits for what else is sent in this turn of the loop
	@Override
	public void send(Delivery delivery, @Nullable Runnable done) {
		this.queue.add(delivery.frames(), done);
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
		Exchange waiting = this.poll;
		if (waiting == null) {
			return;
		}
		this.poll = null;
		Payload payload = this.codec.encode(packets);
		int size = payload.bytes().length;
		this.leavingBytes += size;
		waiting.reply(HttpResponseStatus.OK, payload).addListener((written) -> this.session.inOrder(() -> {
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
		// whoever posts waits for the answer before the next post
		this.paused = true;
	}

	@Override
	public void resume() {
		this.paused = false;
		acceptPost();
	}

	@Override
	public void close(CloseReason reason) {
		resume();
		flush();
		if (reason == CloseReason.TRANSPORT_CLOSE) {
			// the client knows: its poll ends with nothing new
			answer(NOOP);
		}
		this.lingering = this.poll == null && (reason == CloseReason.FORCED || reason == CloseReason.SHUTDOWN);
		if (this.lingering) {
			// between two polls: the client has still to learn how it ended
			this.session.loop().schedule(this::expire, LINGER_SECONDS, TimeUnit.SECONDS);
			return;
		}
		answer(CLOSE);
		// whoever waits for these to leave must not wait for ever
		finish(this.queue.drain());
	}

	boolean isLingering() {
		return this.lingering;
	}

	// the close packet has a response of its own: in one with others, clients see it
	// first
	private void linger(Exchange exchange) {
		this.poll = exchange;
		flush();
		if (this.poll != null) {
			answer(CLOSE);
			expire();
		}
	}

	/**
	 * Wait for no poll any more.
	 */
	void expire() {
		if (this.lingering) {
			this.lingering = false;
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
			try (Delivery delivery = new Delivery(List.of(packet.frame()))) {
				successor.send(delivery, packet.done());
			}
		}
	}

	/**
	 * Take a poll. A second one at the same time ends the session.
	 */
	void get(Exchange exchange) {
		if (this.lingering) {
			linger(exchange);
			return;
		}
		if (this.session.charge() == RateLimit.Verdict.DISCONNECT || !this.session.isOpen()) {
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

	/**
	 * Learn that a body has begun to come. A second one at the same time ends the
	 * session.
	 */
	void beginPost(Exchange exchange) {
		if (this.post != null) {
			this.session.close(CloseReason.TRANSPORT_ERROR);
			exchange.fail(EngineError.BAD_REQUEST);
			return;
		}
		this.post = exchange;
	}

	/**
	 * Take packets from the client. A body that holds anything but packets ends the
	 * session.
	 */
	void post(Exchange exchange, Payload body) {
		if (!isOn(this.post, exchange.channel())) {
			return;
		}
		if (this.session.charge() == RateLimit.Verdict.DISCONNECT || !this.session.isOpen()) {
			this.post = null;
			exchange.fail(EngineError.UNKNOWN_SID);
			return;
		}
		try {
			this.codec.decode(body, this.inbound);
			this.accepted = true;
			if (!this.paused) {
				acceptPost();
			}
		}
		catch (InvalidPacketException ex) {
			this.post = null;
			this.session.close(CloseReason.PARSE_ERROR);
			exchange.fail(EngineError.BAD_REQUEST);
		}
	}

	private void acceptPost() {
		if (this.accepted && this.post != null) {
			this.post.reply(HttpResponseStatus.OK, new Payload(Payload.TEXT, OK));
			this.post = null;
		}
		this.accepted = false;
	}

	/**
	 * Learn that a connection has gone. If the poll waited there, the client has
	 * cancelled it; if a body was coming, the rest of it never will.
	 */
	void gone(Channel channel) {
		if (isOn(this.poll, channel) || isOn(this.post, channel)) {
			this.poll = null;
			this.session.close(CloseReason.TRANSPORT_CLOSE);
		}
	}

	private static boolean isOn(@Nullable Exchange exchange, Channel channel) {
		return exchange != null && exchange.channel() == channel;
	}

}
