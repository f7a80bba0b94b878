package io.p2p.client.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Timer;
import io.p2p.client.transport.PacketReader.Content;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * One WebSocket of Engine.IO, in one namespace of Socket.IO.
 */
final class EngineConnection {

	private final WireOptions options;

	private final NettyLoop loop;

	private final Events events;

	private final PacketReader reader;

	private final PacketWriter writer;

	private final Timer heartbeat;

	private @Nullable Channel channel;

	private double silenceMs;

	private int maxPayload = Integer.MAX_VALUE;

	private boolean connected;

	private boolean over;

	private boolean flushing;

	EngineConnection(WireOptions options, NettyLoop loop, Events events) {
		this.options = options;
		this.loop = loop;
		this.events = events;
		this.reader = new PacketReader(options.namespace());
		this.writer = new PacketWriter(options.namespace());
		this.heartbeat = new Timer(loop);
	}

	@Nullable Channel channel() {
		return this.channel;
	}

	boolean isConnected() {
		return this.connected && !this.over;
	}

	int maxPayload() {
		return this.maxPayload;
	}

	ChannelHandler initializer() {
		return new WebSocketPipeline(this.options, new Handler());
	}

	void send(OutgoingPacket packet) {
		if (isConnected()) {
			this.writer.write(packet, this::write);
		}
	}

	private void write(WebSocketFrame frame) {
		Channel its = this.channel;
		if (its == null) {
			frame.release();
			return;
		}
		its.write(frame, its.voidPromise());
		// one write to the network for what is sent in one turn
		if (!this.flushing) {
			this.flushing = true;
			this.loop.execute(() -> {
				this.flushing = false;
				its.flush();
			});
		}
	}

	private void text(String message) {
		write(new TextWebSocketFrame(message));
	}

	/**
	 * Leave the namespace, and close.
	 */
	void leave() {
		if (isConnected()) {
			text("41" + PacketReader.prefixOf(this.options.namespace()));
		}
		end(Wire.End.CLIENT);
	}

	/**
	 * Close, behind what has been sent.
	 */
	void end(Wire.End end) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.heartbeat.stop();
		Channel its = this.channel;
		if (its != null && this.connected && end == Wire.End.CLIENT) {
			Farewell.bid(its, this.loop);
		}
		else if (its != null) {
			its.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((flushed) -> its.close());
		}
		if (this.connected || end == Wire.End.CLIENT) {
			this.events.ended(end);
		}
		else {
			this.events.failed(Failure.of("connect-failed", "this client could not connect: the server closed"));
		}
	}

	/**
	 * The connection could not be made.
	 */
	void fail(String why, @Nullable Throwable cause) {
		if (this.over) {
			return;
		}
		if (this.connected) {
			end(Wire.End.BROKEN);
			return;
		}
		cutOff();
		this.events.failed(Failure.of("connect-failed", "this client could not connect: " + why).cause(cause));
	}

	// closes at once, whatever is on its way
	private void cutOff() {
		this.over = true;
		this.heartbeat.stop();
		if (this.channel != null) {
			this.channel.close();
		}
	}

	private void take(WebSocketFrame frame) {
		if (this.over) {
			return;
		}
		try {
			if (frame instanceof TextWebSocketFrame) {
				message(ByteBufUtil.getBytes(frame.content()));
			}
			else if (frame instanceof BinaryWebSocketFrame) {
				deliver(this.reader.binary(ByteBufUtil.getBytes(frame.content())));
			}
		}
		catch (IllegalArgumentException | JacksonException ex) {
			end(Wire.End.UNREADABLE);
		}
	}

	// the first character is the type of Engine.IO
	private void message(byte[] text) {
		byte[] rest = Arrays.copyOfRange(text, Math.min(1, text.length), text.length);
		switch ((text.length > 0) ? text[0] : 0) {
			case '0' -> opened(Fields.of(Json.read(rest)));
			case '1' -> end(Wire.End.BROKEN);
			case '2' -> {
				text("3" + new String(rest, StandardCharsets.UTF_8));
				awaitPing();
			}
			case '4' -> deliver(this.reader.text(rest));
			default -> {
				// nothing that matters to a client that does not upgrade
			}
		}
	}

	private void opened(Fields open) {
		this.silenceMs = open.number("pingInterval", 25_000) + open.number("pingTimeout", 20_000);
		this.maxPayload = (int) Math.min(Integer.MAX_VALUE, open.number("maxPayload", Integer.MAX_VALUE));
		awaitPing();
		ObjectNode auth = this.events.connecting(this.options.auth().get());
		text("40" + PacketReader.prefixOf(this.options.namespace()) + auth);
	}

	private void awaitPing() {
		this.heartbeat.start(this.silenceMs, () -> end(Wire.End.BROKEN));
	}

	private void deliver(@Nullable Content content) {
		if (content == null) {
			return;
		}
		switch (content.type()) {
			case Content.CONNECT -> {
				this.connected = true;
				this.events.connected(Fields.of(Json.read(content.json())).text("sid", ""));
			}
			case Content.DISCONNECT -> end(Wire.End.SERVER);
			case Content.CONNECT_ERROR -> refuse(Json.read(content.json()));
			case Content.EVENT, Content.BINARY_EVENT ->
				this.events.received(new Packet(false, content.id(), content.json(), content.binaries()));
			case Content.ACK, Content.BINARY_ACK ->
				this.events.received(new Packet(true, content.id(), content.json(), content.binaries()));
			default -> throw new IllegalArgumentException("Not a packet");
		}
	}

	private void refuse(JsonNode said) {
		cutOff();
		// in the words of the server, or of a listener of it
		Fields fields = Fields.of(said);
		Fields data = Fields.of(fields.node("data"));
		String message = data.text("message", fields.text("message", "the server refused"));
		String code = data.text("code");
		this.events.refused((code != null) ? Failure.of(code, message)
				: Failure.of("connect-failed", "this client could not connect: " + message));
	}

	/**
	 * What happens to the connection; it is over after each of the last three.
	 */
	interface Events {

		ObjectNode connecting(ObjectNode auth);

		void connected(String id);

		void received(Packet packet);

		void refused(Failure failure);

		void failed(Failure failure);

		void ended(Wire.End end);

	}

	/**
	 * The end of the pipeline.
	 */
	private final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {

		@Override
		public void handlerAdded(ChannelHandlerContext context) {
			EngineConnection.this.channel = context.channel();
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
			take(frame);
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
				fail("the server did not answer", null);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			end(Wire.End.BROKEN);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (cause instanceof WebSocketClientHandshakeException handshake && handshake.response() != null) {
				fail("the server answered with HTTP status " + handshake.response().status(), cause);
			}
			else if (cause instanceof CodecException) {
				end(Wire.End.UNREADABLE);
			}
			else {
				fail(String.valueOf(cause.getMessage()), cause);
			}
		}

	}

}
