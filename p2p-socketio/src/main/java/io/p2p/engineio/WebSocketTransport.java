package io.p2p.engineio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.limit.RateLimit;
import io.p2p.engineio.protocol.ByteScan;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.InvalidPacketException.Fault;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Flusher;

/**
 * A WebSocket as a session's transport, from its handshake on or after an upgrade.
 */
final class WebSocketTransport implements Transport, FrameListener, Flusher.Written {

	private static final Logger logger = LoggerFactory.getLogger(WebSocketTransport.class);

	private static final int FLUSH_AFTER_BYTES = 64 * 1024;

	private static final String PROBE = "2probe";

	private static final String PROBE_ANSWER = "3probe";

	private static final String UPGRADE = "5";

	private final EngineSession session;

	private final FrameSink sink;

	private State state;

	private boolean flushing;

	private @Nullable Future<?> upgradeTimeout;

	/**
	 * Create a transport.
	 * @param upgraded {@code false} if the session still uses long polling
	 */
	WebSocketTransport(FrameSink sink, EngineSession session, boolean upgraded) {
		this.sink = sink;
		this.session = session;
		this.state = upgraded ? State.IN_USE : State.CANDIDATE;
	}

	/**
	 * Close the WebSocket if the client does not complete its upgrade in time.
	 */
	void expectUpgrade(Duration timeout) {
		this.upgradeTimeout = this.session.executor().schedule(this.sink::close, timeout);
	}

	@Override
	public void opened() {
		if (this.state == State.IN_USE) {
			this.session.open(this);
		}
	}

	@Override
	public void send(EncodedBatch batch, @Nullable Runnable done) {
		this.sink.write(batch, done);
		if (this.sink.pendingBytes() > FLUSH_AFTER_BYTES) {
			this.sink.flush();
		}
		else if (!this.flushing) {
			this.flushing = true;
			Flusher.get().add(this.session.executor(), this);
		}
	}

	@Override
	public void flush() {
		this.flushing = false;
		this.sink.flush();
	}

	// Ends the session: the client would miss packets without noticing.
	@Override
	public void broken() {
		this.session.close(CloseReason.TRANSPORT_ERROR);
	}

	@Override
	public long pendingBytes() {
		return this.sink.pendingBytes();
	}

	@Override
	public boolean isWritable() {
		return this.sink.isWritable();
	}

	@Override
	public boolean takesAtOnce(long size) {
		if (this.sink.pendingBytes() + size > ONE_TURN_BYTES) {
			this.sink.flush();
		}
		long pending = this.sink.pendingBytes();
		return pending == 0 || pending + size <= ONE_TURN_BYTES;
	}

	void hangUp() {
		this.sink.close();
	}

	@Override
	public void pause() {
		this.sink.read(false);
	}

	@Override
	public void resume() {
		this.sink.read(true);
	}

	@Override
	public void close(CloseReason reason) {
		this.state = State.ENDED;
		boolean silent = this.session.handshake().isFromOkHttp();
		Fault fault = this.session.ending().fault();
		if (fault != null) {
			this.sink.farewell(fault.status(), silent, false);
			return;
		}
		// No close frame if the client knows, or a packet has told it: OkHttp, on which
		// the Java client is built, does not report close frames.
		switch (reason) {
			case TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT, SLOW_CONSUMER -> hangUp();
			case RATE_LIMITED -> this.sink.farewell(WebSocketCloseStatus.POLICY_VIOLATION, silent, true);
			case PARSE_ERROR, FORCED, SHUTDOWN -> this.sink.closeAfterwards();
		}
	}

	@Override
	public boolean charge() {
		return this.state == State.ENDED || this.session.inbound().charge() != RateLimit.Verdict.DISCONNECT;
	}

	@Override
	public void binary(byte[] message) {
		switch (this.state) {
			case IN_USE -> this.session.inbound().binaryPacket(message);
			case CANDIDATE, PROBED -> hangUp();
			case ENDED -> {
				// Netty had read this message together with the one that ended the
				// session
			}
		}
	}

	@Override
	public void text(byte[] text) {
		if (this.state == State.ENDED) {
			return;
		}
		ByteScan.checkUtf8(text);
		if (this.state == State.IN_USE) {
			this.session.inbound().text(text);
			return;
		}
		if (!charge() || !isWritable()) {
			hangUp();
			return;
		}
		String packet = new String(text, StandardCharsets.UTF_8);
		if (packet.equals(PROBE) && this.state == State.CANDIDATE) {
			this.state = State.PROBED;
			this.sink.text(PROBE_ANSWER);
			this.session.upgrade().probe(this);
		}
		else if (packet.equals(UPGRADE)) {
			cancelUpgradeTimeout();
			this.state = State.IN_USE;
			this.session.upgrade().complete(this);
		}
		else {
			hangUp();
		}
	}

	@Override
	public void closed() {
		cancelUpgradeTimeout();
		switch (this.state) {
			case CANDIDATE, PROBED -> this.session.upgrade().abandon(this);
			case IN_USE, ENDED -> this.session.close(CloseReason.TRANSPORT_CLOSE);
		}
	}

	@Override
	public void invalid(InvalidPacketException reason) {
		switch (this.state) {
			case CANDIDATE, PROBED -> hangUp();
			case IN_USE -> this.session.ending().refuse(reason);
			case ENDED -> {
				// the client has been told already
			}
		}
	}

	@Override
	public void failed(@Nullable Throwable failure) {
		if (this.state == State.ENDED) {
			return;
		}
		if (failure != null) {
			logger.warn("A session ends because of a failure that is not its client's", failure);
		}
		if (this.state == State.IN_USE) {
			broken();
		}
		hangUp();
	}

	private void cancelUpgradeTimeout() {
		if (this.upgradeTimeout != null) {
			this.upgradeTimeout.cancel(false);
		}
	}

	private enum State {

		/** It may take over from long polling, and has to show that it works. */
		CANDIDATE, PROBED,

		/** It carries the packets of its session. */
		IN_USE,

		ENDED

	}

}
