package io.p2p.engineio.http;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;

/**
 * Ends a WebSocket with a close frame, for a client that has sent what it may not. What
 * it still sends is read and dropped: closing a socket with bytes unread resets it, and
 * the client may lose the close frame with that.
 */
final class WebSocketFarewell extends ChannelInboundHandlerAdapter {

	private static final int SECONDS = 5;

	// bytes that are read of a client that goes on sending
	private static final int MAX_FLOOD = 1024 * 1024;

	// This is no Engine.IO packet, so that the client takes its connection for broken.
	private static final String BROKEN = "broken";

	private long left;

	private WebSocketFarewell(long most) {
		this.left = most;
	}

	/**
	 * End a WebSocket.
	 * @param status the status of the close frame
	 * @param silent whether the client's library does not report close frames
	 * @param flood whether only a part of what it still sends is to be read
	 */
	static void say(Channel channel, WebSocketCloseStatus status, boolean silent, boolean flood) {
		discard(channel.pipeline(), flood ? MAX_FLOOD : Long.MAX_VALUE);
		channel.config().setAutoRead(true);
		if (silent) {
			channel.write(new TextWebSocketFrame(BROKEN));
		}
		channel.writeAndFlush(new CloseWebSocketFrame(status)).addListener((written) -> {
			if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
				duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			}
			else {
				channel.close();
			}
		});
		ScheduledFuture<?> timeout = channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
		channel.closeFuture().addListener((closed) -> timeout.cancel(false));
	}

	private static void discard(ChannelPipeline pipeline, long most) {
		ChannelHandlerContext decoder = pipeline.context(WebSocketFrameDecoder.class);
		if (decoder != null) {
			pipeline.addBefore(decoder.name(), null, new WebSocketFarewell(most));
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.left -= (message instanceof ByteBuf bytes) ? bytes.readableBytes() : 0;
		ReferenceCountUtil.release(message);
		if (this.left < 0) {
			context.close();
		}
	}

}
