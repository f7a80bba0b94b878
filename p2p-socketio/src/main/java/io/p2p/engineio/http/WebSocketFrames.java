package io.p2p.engineio.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Hands the messages of a WebSocket to its listener, and answers pings (RFC 6455, 5.5.2).
 */
final class WebSocketFrames extends SimpleChannelInboundHandler<WebSocketFrame> {

	private final FrameListener listener;

	WebSocketFrames(FrameListener listener) {
		this.listener = listener;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof TextWebSocketFrame) {
			this.listener.text(ByteBufUtil.getBytes(frame.content()));
		}
		else if (frame instanceof BinaryWebSocketFrame) {
			this.listener.binary(ByteBufUtil.getBytes(frame.content()));
		}
		else if (frame instanceof CloseWebSocketFrame) {
			context.close();
		}
		else if (frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame) {
			control(context, frame);
		}
	}

	// RFC 6455 lets a server skip pongs: they would pile up if the client does not read.
	private void control(ChannelHandlerContext context, WebSocketFrame frame) {
		if (this.listener.charge() && frame instanceof PingWebSocketFrame && context.channel().isWritable()) {
			context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		this.listener.closed();
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Throwable root = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		InvalidPacketException invalid = ChannelFailures.invalidPacket(root);
		if (invalid != null) {
			this.listener.invalid(invalid);
		}
		else {
			this.listener.failed(ChannelFailures.isLostConnection(root) ? null : root);
		}
	}

}
