package io.p2p.socketio.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
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

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * A WebSocket, from the handshake or by upgrade from long polling.
 */
final class WebSocketTransport extends SimpleChannelInboundHandler<WebSocketFrame> implements Transport {

	private static final Logger logger = LoggerFactory.getLogger(WebSocketTransport.class);

	private static final int DRAIN_SECONDS = 5;

	private static final String PROBE = "2probe";

	private static final String PROBE_ANSWER = "3probe";

	private static final String UPGRADE = "5";

	private final EngineSession session;

	private final Inbound inbound;

	private final Channel channel;

	private boolean upgraded;

	private @Nullable ScheduledFuture<?> upgradeTimeout;

	/**
	 * Create a transport.
	 * @param upgraded {@code false} for one that has still to take over from long polling
	 */
	WebSocketTransport(Channel channel, EngineSession session, EngineOptions options, boolean upgraded) {
		this.channel = channel;
		this.session = session;
		this.inbound = new Inbound(options.maxPayload());
		this.upgraded = upgraded;
		if (!upgraded) {
			this.upgradeTimeout = channel.eventLoop()
				.schedule(() -> channel.close(), options.upgradeTimeout().toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void flush(OutgoingQueue queue) {
		for (Outgoing next = queue.poll(); next != null; next = queue.poll()) {
			Runnable done = next.done();
			ByteBuf bytes = Unpooled.wrappedBuffer(next.frame().bytes());
			ChannelFuture written = this.channel
				.write(next.frame().binary() ? new BinaryWebSocketFrame(bytes) : new TextWebSocketFrame(bytes));
			if (done != null) {
				written.addListener((future) -> done.run());
			}
		}
		this.channel.flush();
	}

	@Override
	public long pendingBytes() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		return (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
	}

	@Override
	public void close(boolean drain) {
		// no close frame: OkHttp, which the Java client is built on, tells nobody that it
		// got one
		if (drain) {
			this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
			// a client that does not read does not keep the connection
			this.channel.eventLoop().schedule(() -> this.channel.close(), DRAIN_SECONDS, TimeUnit.SECONDS);
		}
		else {
			this.channel.close();
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame) {
			context.close();
		}
		else if (frame instanceof PingWebSocketFrame) {
			context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
		}
		else if (frame instanceof TextWebSocketFrame) {
			text(context, ByteBufUtil.getBytes(frame.content()));
		}
		else if (frame instanceof BinaryWebSocketFrame && this.upgraded) {
			this.inbound.binary(this.session, ByteBufUtil.getBytes(frame.content()));
		}
	}

	private void text(ChannelHandlerContext context, byte[] text) {
		if (this.upgraded) {
			this.inbound.text(this.session, text);
			return;
		}
		switch (new String(text, StandardCharsets.UTF_8)) {
			case PROBE -> {
				context.writeAndFlush(new TextWebSocketFrame(PROBE_ANSWER));
				this.session.probe(this);
			}
			case UPGRADE -> {
				cancelUpgradeTimeout();
				this.upgraded = true;
				this.session.completeUpgrade(this);
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
			this.session.abandonUpgrade(this);
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Throwable root = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		boolean invalid = root instanceof InvalidPacketException;
		if (!invalid && !isClients(root)) {
			logger.warn("A session ends because of a failure that is not its client's", root);
		}
		if (this.upgraded) {
			this.session.close(invalid ? CloseReason.PARSE_ERROR : CloseReason.TRANSPORT_ERROR);
		}
		context.close();
	}

	private static boolean isClients(Throwable failure) {
		return failure instanceof IOException || failure instanceof DecoderException
				|| failure instanceof ChannelException;
	}

	private void cancelUpgradeTimeout() {
		if (this.upgradeTimeout != null) {
			this.upgradeTimeout.cancel(false);
		}
	}

}
