package io.p2p.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the bare relay.
 */
final class BareHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

	private static final AtomicLong IDS = new AtomicLong();

	private static final byte[] SIGNAL = "42[\"peer-signal\",{".getBytes(StandardCharsets.US_ASCII);

	private static final ByteBuf SIGNAL_BUFFER = Unpooled.wrappedBuffer(SIGNAL);

	private static final String TARGET = "\"toPeerId\":\"";

	private static final int ID_LENGTH = 20;

	private static final int SHORT_LENGTH = 125;

	private static final int MEDIUM_LENGTH = 0xffff;

	private static final int FIN_TEXT = 0x81;

	private static final int FIN_BINARY = 0x82;

	private final BareRooms rooms;

	private final String id = String.format("%0" + ID_LENGTH + "d", IDS.incrementAndGet());

	private String room = "";

	// the text before a binary, so that both go out together
	private @Nullable ByteBuf head;

	BareHandler(BareRooms rooms) {
		this.rooms = rooms;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
		if (event instanceof HandshakeComplete handshake) {
			this.room = new QueryStringDecoder(handshake.requestUri()).parameters()
				.getOrDefault("room", List.of(""))
				.get(0);
			send(context.channel(), "0{\"sid\":\"" + this.id
					+ "\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
		}
		super.userEventTriggered(context, event);
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		ByteBuf content = frame.content();
		if (frame instanceof BinaryWebSocketFrame) {
			ByteBuf both = framed(context, FIN_BINARY, content);
			if (this.head != null) {
				both = context.alloc().compositeBuffer(2).addComponents(true, this.head, both);
				this.head = null;
			}
			this.rooms.broadcast(this.room, context.channel(), both);
		}
		else if (frame instanceof TextWebSocketFrame && content.readableBytes() > 1 && content.getByte(0) == '4') {
			text(context, content);
		}
	}

	private void text(ChannelHandlerContext context, ByteBuf content) {
		switch (content.getByte(1)) {
			case '0' -> {
				int size = this.rooms.join(this.room, this.id, context.channel());
				send(context.channel(), "40{\"sid\":\"" + this.id + "\"}");
				send(context.channel(), "42[\"numClients\"," + (size - 1) + "]");
			}
			case '5' -> this.head = framed(context, FIN_TEXT, content);
			case '2' -> {
				if (ByteBufUtil.equals(content, 0, SIGNAL_BUFFER, 0, SIGNAL.length)) {
					signal(context, content);
				}
				else {
					this.rooms.broadcast(this.room, context.channel(), framed(context, FIN_TEXT, content));
				}
			}
			default -> context.close();
		}
	}

	private void signal(ChannelHandlerContext context, ByteBuf content) {
		String text = content.toString(StandardCharsets.ISO_8859_1);
		int start = text.indexOf(TARGET) + TARGET.length();
		Channel target = this.rooms.byId(text.substring(start, start + ID_LENGTH));
		if (target != null) {
			ByteBuf signal = context.alloc().buffer(content.readableBytes() + 2 * ID_LENGTH);
			signal.writeBytes(SIGNAL)
				.writeBytes(("\"fromPeerId\":\"" + this.id + "\",").getBytes(StandardCharsets.US_ASCII));
			signal.writeBytes(content, SIGNAL.length, content.readableBytes() - SIGNAL.length);
			target.writeAndFlush(new TextWebSocketFrame(signal));
		}
	}

	private static ByteBuf framed(ChannelHandlerContext context, int first, ByteBuf content) {
		int length = content.readableBytes();
		ByteBuf frame = context.alloc().directBuffer(length + 10).writeByte(first);
		if (length <= SHORT_LENGTH) {
			frame.writeByte(length);
		}
		else if (length <= MEDIUM_LENGTH) {
			frame.writeByte(126).writeShort(length);
		}
		else {
			frame.writeByte(127).writeLong(length);
		}
		return frame.writeBytes(content);
	}

	private static void send(Channel channel, String text) {
		channel.writeAndFlush(new TextWebSocketFrame(text));
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		this.rooms.leave(this.room, this.id, context.channel());
		byte[] event = ("42[\"peer-disconnect\",{\"peerId\":\"" + this.id + "\"}]").getBytes(StandardCharsets.US_ASCII);
		ByteBuf content = context.alloc().buffer(event.length).writeBytes(event);
		this.rooms.broadcast(this.room, null, framed(context, FIN_TEXT, content));
		content.release();
		super.channelInactive(context);
	}

}
