package io.p2p.engineio;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.EngineExchange;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.limit.RateLimit;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.InvalidPacketException.Fault;
import io.p2p.engineio.protocol.Payload;
import io.p2p.engineio.protocol.PayloadCodec;
import io.p2p.engineio.protocol.PayloadReader;

/**
 * What a client posts, one body after the other. A body holds as many packets as fit into
 * it, and socket.io-client packs all that waits: they are taken a few in each turn of the
 * event loop, on which others wait, and the body is answered when all have been.
 */
final class PostedPackets {

	private static final byte[] OK = { 'o', 'k' };

	private static final int PACKETS_PER_TURN = 128;

	private static final int BYTES_PER_TURN = 64 * 1024;

	private final EngineSession session;

	private final PayloadCodec codec;

	private final int maxPayload;

	// from the head of its request on
	private @Nullable EngineExchange post;

	private @Nullable PayloadReader packets;

	private final Runnable done;

	private long taken;

	private boolean scheduled;

	private boolean paused;

	/**
	 * Create a transport's.
	 * @param done run when a body has been taken
	 */
	PostedPackets(EngineSession session, PayloadCodec codec, int maxPayload, Runnable done) {
		this.session = session;
		this.codec = codec;
		this.maxPayload = maxPayload;
		this.done = done;
	}

	/**
	 * Learn that a body has begun to come. A second one at the same time ends the
	 * session.
	 */
	void begin(EngineExchange exchange) {
		if (this.post != null) {
			this.session.close(CloseReason.TRANSPORT_ERROR);
			exchange.fail(EngineError.BAD_REQUEST);
			return;
		}
		this.post = exchange;
	}

	/**
	 * Take the packets of a body. One that holds anything else ends the session.
	 */
	void take(EngineExchange exchange, Payload body) {
		if (!isOn(exchange.http())) {
			return;
		}
		if (this.session.inbound().charge() == RateLimit.Verdict.DISCONNECT || !this.session.isOpen()) {
			this.post = null;
			exchange.fail(EngineError.UNKNOWN_SID);
			return;
		}
		try {
			this.packets = this.codec.read(body);
			this.taken = 0;
			takeSome();
		}
		catch (InvalidPacketException ex) {
			refuse(exchange, ex);
		}
	}

	private void takeSome() {
		long until = this.taken + BYTES_PER_TURN;
		try {
			for (int i = 0; this.packets != null && !this.paused; i++) {
				if (i == PACKETS_PER_TURN || this.taken >= until) {
					goOn();
					return;
				}
				takeNext(this.packets);
			}
		}
		catch (InvalidPacketException ex) {
			refuse(this.post, ex);
		}
	}

	private void takeNext(PayloadReader reader) {
		if (reader.isAtEnd() || !this.session.isOpen()) {
			accept();
			return;
		}
		if (this.session.isWebSocket()) {
			throw new InvalidPacketException("Packets by long polling after the upgrade");
		}
		this.taken += reader.next(this.session.inbound(), this.maxPayload - this.taken);
	}

	// in another turn, if only because a packet that is taken may pause and resume this
	private void goOn() {
		if (this.packets != null && !this.scheduled) {
			this.scheduled = true;
			this.session.inTurn(() -> {
				this.scheduled = false;
				takeSome();
			});
		}
	}

	private void accept() {
		this.packets = null;
		EngineExchange taken = this.post;
		this.post = null;
		Fault fault = this.session.ending().fault();
		if (taken != null && fault != null) {
			taken.fail(fault.error());
		}
		else if (taken != null) {
			taken.reply(HttpResponseStatus.OK, new Payload(Payload.TEXT, OK), null);
		}
		this.done.run();
	}

	/**
	 * End the session because of what is posted, and tell the client why.
	 * @param exchange the request, {@code null} where it has gone
	 */
	void refuse(@Nullable EngineExchange exchange, InvalidPacketException reason) {
		this.post = null;
		this.packets = null;
		this.session.ending().refuse(reason);
		if (exchange != null) {
			exchange.fail(reason.fault().error());
		}
	}

	/**
	 * Take no more packets. Whoever posts waits for the answer before the next post.
	 */
	void pause() {
		this.paused = true;
	}

	/**
	 * Take packets again.
	 */
	void resume() {
		this.paused = false;
		goOn();
	}

	/**
	 * Whether a body comes, or is being taken.
	 */
	boolean isComing() {
		return this.post != null;
	}

	/**
	 * Whether it is the body of a request that comes.
	 */
	boolean isOn(HttpExchange http) {
		return this.post != null && this.post.http() == http;
	}

}
