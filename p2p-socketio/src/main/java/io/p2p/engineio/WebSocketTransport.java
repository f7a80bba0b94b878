package io.p2p.engineio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.http.LostConnection;
import io.p2p.engineio.http.NettyFrameSink;
import io.p2p.engineio.http.WebSocketFarewell;
import io.p2p.engineio.limit.RateLimit;
import io.p2p.engineio.protocol.ByteScan;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.InvalidPacketException.Fault;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Flusher;

/**
 * A WebSocket, from the handshake or by upgrade from long polling. Its channel is on its
 * session's event loop.
 */
final class WebSocketTransport extends SimpleChannelInboundHandler<WebSocketFrame>
		implements Transport, Flusher.Written {

	private static final Logger logger = LoggerFactory.getLogger(WebSocketTransport.class);

	private static final int DRAIN_SECONDS = 5;

	private static final int FLUSH_AFTER_BYTES = 64 * 1024;

	private static final String PROBE = "2probe";

	private static final String PROBE_ANSWER = "3probe";

	private static final String UPGRADE = "5";

	private final EngineSession session;

	private final Channel channel;

	private final NettyFrameSink outlet;

	private boolean upgraded;

	private boolean probed;

	private boolean flushing;

	private boolean ended;

	private @Nullable ScheduledFuture<?> upgradeTimeout;

	/**
	 * Create a transport.
	 * @param upgraded {@code false} for one that has still to take over from long polling
	 */
	WebSocketTransport(Channel channel, EngineSession session, boolean upgraded) {
		this.channel = channel;
		this.session = session;
		this.outlet = new NettyFrameSink(channel, session.version());
		this.upgraded = upgraded;
	}

	/**
	 * Wait for the client to complete its upgrade.
	 */
	void expectUpgrade(Duration timeout) {
		this.upgradeTimeout = this.channel.eventLoop()
			.schedule(() -> this.channel.close(), timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void send(EncodedBatch batch, @Nullable Runnable done) {
		ChannelPromise last = this.channel.voidPromise();
		if (done != null) {
			last = this.channel.newPromise().addListener((written) -> done.run());
		}
		this.outlet.write(batch, last);
		if (pendingBytes() > FLUSH_AFTER_BYTES) {
			writeAndFlush();
		}
		else if (!this.flushing) {
			this.flushing = true;
			Flusher.get().add(this.channel.eventLoop(), this);
		}
	}

	@Override
	public void flush() {
		this.flushing = false;
		writeAndFlush();
	}

	// rather than go on with a hole in what the client hears
	@Override
	public void broken() {
		this.session.close(CloseReason.TRANSPORT_ERROR);
	}

	private void writeAndFlush() {
		this.outlet.writeCollected();
		this.channel.flush();
	}

	@Override
	public long pendingBytes() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		return this.outlet.collectedBytes() + ((buffer != null) ? buffer.totalPendingWriteBytes() : 0);
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	void hangUp() {
		this.channel.close();
	}

	@Override
	public void pause() {
		this.channel.config().setAutoRead(false);
	}

	@Override
	public void resume() {
		this.channel.config().setAutoRead(true);
	}

	@Override
	public void close(CloseReason reason) {
		this.ended = true;
		// what has been collected leaves, or is released with the connection
		this.outlet.writeCollected();
		Fault fault = this.session.ending().fault();
		if (fault != null) {
			WebSocketFarewell.say(this.channel, fault.status(), this.session.handshake().isFromOkHttp());
			return;
		}
		// No close frame where the client knows or has been told by a packet: OkHttp, on
		// which the Java client is built, tells nobody that it got one.
		switch (reason) {
			case TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT, SLOW_CONSUMER -> hangUp();
			case RATE_LIMITED -> WebSocketFarewell.sayToFlood(this.channel, this.session.handshake().isFromOkHttp());
			case PARSE_ERROR, FORCED, SHUTDOWN -> drain();
		}
	}

	private void drain() {
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		// a client that does not read does not keep the connection
		ScheduledFuture<?> timeout = this.channel.eventLoop().schedule(this::hangUp, DRAIN_SECONDS, TimeUnit.SECONDS);
		this.channel.closeFuture().addListener((closed) -> timeout.cancel(false));
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (this.ended) {
			// what has been read together with what ended the session
			return;
		}
		if (frame instanceof CloseWebSocketFrame) {
			context.close();
		}
		else if (frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame) {
			control(context, frame);
		}
		else if (frame instanceof TextWebSocketFrame) {
			text(context, ByteBufUtil.getBytes(frame.content()));
		}
		else if (!this.upgraded) {
			context.close();
		}
		else if (frame instanceof BinaryWebSocketFrame) {
			this.session.inbound().binaryPacket(ByteBufUtil.getBytes(frame.content()));
		}
	}

	/**
	 * Count a part of a message.
	 * @return {@code false} if the session ends because there are too many
	 */
	boolean chargeFragment() {
		return this.session.inbound().charge() != RateLimit.Verdict.DISCONNECT;
	}

	// pongs that nobody reads would pile up; RFC 6455 lets a server leave some out
	private void control(ChannelHandlerContext context, WebSocketFrame frame) {
		boolean welcome = this.session.inbound().charge() != RateLimit.Verdict.DISCONNECT;
		if (welcome && frame instanceof PingWebSocketFrame && this.channel.isWritable()) {
			context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
		}
	}

	private void text(ChannelHandlerContext context, byte[] text) {
		ByteScan.checkUtf8(text);
		if (this.upgraded) {
			this.session.inbound().text(text);
			return;
		}
		if (this.session.inbound().charge() == RateLimit.Verdict.DISCONNECT || !this.channel.isWritable()) {
			context.close();
			return;
		}
		switch (new String(text, StandardCharsets.UTF_8)) {
			case PROBE -> {
				if (this.probed) {
					context.close();
					return;
				}
				this.probed = true;
				context.writeAndFlush(new TextWebSocketFrame(PROBE_ANSWER));
				this.session.upgrade().probe(this);
			}
			case UPGRADE -> {
				cancelUpgradeTimeout();
				this.upgraded = true;
				this.session.upgrade().complete(this);
			}
			default -> context.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		cancelUpgradeTimeout();
		if (this.upgraded) {
			this.session.close(CloseReason.TRANSPORT_CLOSE);
		}
		else {
			this.session.upgrade().abandon(this);
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.ended) {
			return;
		}
		Throwable root = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		InvalidPacketException invalid = InvalidPacketException.of(root);
		if (invalid != null && this.upgraded) {
			this.session.ending().refuse(invalid);
			return;
		}
		if (invalid == null && !LostConnection.isToldBy(root)) {
			logger.warn("A session ends because of a failure that is not its client's", root);
		}
		if (this.upgraded) {
			this.session.close(CloseReason.TRANSPORT_ERROR);
		}
		context.close();
	}

	private void cancelUpgradeTimeout() {
		if (this.upgradeTimeout != null) {
			this.upgradeTimeout.cancel(false);
		}
	}

}
