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
 * Reads the bodies that a client posts, one after the other. socket.io-client packs all
 * that waits into one body, so only some of its packets are read in each turn of the
 * event loop, which other sessions share. The POST is answered when all have been read.
 */
final class PostedPackets {

	private static final byte[] OK = { 'o', 'k' };

	private static final int PACKETS_PER_TURN = 128;

	private static final int BYTES_PER_TURN = 64 * 1024;

	private final EngineSession session;

	private final PayloadCodec codec;

	private final int maxPayload;

	// set as soon as the head of the POST has come
	private @Nullable EngineExchange post;

	private @Nullable PayloadReader packets;

	private final Runnable done;

	private long taken;

	private boolean scheduled;

	private boolean paused;

	/**
	 * Create the reader of a transport.
	 * @param done run when a body has been read
	 */
	PostedPackets(EngineSession session, PayloadCodec codec, int maxPayload, Runnable done) {
		this.session = session;
		this.codec = codec;
		this.maxPayload = maxPayload;
		this.done = done;
	}

	/**
	 * Expect a body, whose head has come. A second POST at the same time ends the
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
	 * Read the packets of a body. A body that holds anything else ends the session.
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

	// Runs later: takeNext() may lead to resume(), which must not re-enter takeSome().
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
	 * End the session because of an invalid body, and tell the client why.
	 * @param exchange the request, {@code null} if it has been answered
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
	 * Read no more packets. The client waits for the response before its next POST.
	 */
	void pause() {
		this.paused = true;
	}

	/**
	 * Read packets again.
	 */
	void resume() {
		this.paused = false;
		goOn();
	}

	/**
	 * Whether a body is coming or being read.
	 */
	boolean isComing() {
		return this.post != null;
	}

	/**
	 * Whether the body that is coming or being read is that of this exchange.
	 */
	boolean isOn(HttpExchange http) {
		return this.post != null && this.post.http() == http;
	}

}
