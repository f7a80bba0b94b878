package io.p2p.engineio;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.http.FragmentAggregator;
import io.p2p.engineio.http.RequestDeadline;
import io.p2p.engineio.http.WebSocketFarewell;
import io.p2p.engineio.protocol.EngineError;

/**
 * Makes a WebSocket of an HTTP connection: that of a new session, or one to which a
 * session moves from long polling.
 */
final class WebSocketUpgrade {

	private static final String ANY = "*";

	private final EngineServer server;

	private final EngineOptions options;

	private final EngineRequest request;

	WebSocketUpgrade(EngineServer server, EngineRequest request) {
		this.server = server;
		this.options = server.options();
		this.request = request;
	}

	void run(ChannelHandlerContext context) {
		Channel channel = context.channel();
		EngineSession session = this.request.session();
		if (session == null) {
			begin(context);
		}
		else if (session.loop() == channel.eventLoop()) {
			upgrade(context, session);
		}
		else {
			move(context, session.loop(), () -> upgrade(context, session));
		}
	}

	private void begin(ChannelHandlerContext context) {
		Channel channel = context.channel();
		EngineSession session = this.server.create(this.request, channel.eventLoop());
		if (session == null) {
			return;
		}
		WebSocketTransport transport = new WebSocketTransport(channel, session, true);
		shake(context, transport).addListener((written) -> session.open(transport));
	}

	private void upgrade(ChannelHandlerContext context, EngineSession session) {
		WebSocketTransport transport = new WebSocketTransport(context.channel(), session, false);
		if (!session.isOpen()) {
			this.request.exchange().last().fail(EngineError.UNKNOWN_SID);
		}
		else if (session.upgrade().begin(transport)) {
			transport.expectUpgrade(this.options.upgradeTimeout());
			shake(context, transport);
		}
		else {
			// as Node's server does: clients take a refused handshake for a failure
			shake(context, null).addListener((written) -> WebSocketFarewell.say(context.channel(),
					WebSocketCloseStatus.PROTOCOL_ERROR, session.handshake().isFromOkHttp()));
		}
	}

	// the connection came by another event loop than the session lives on. Now, with one
	// request read and none answered, nothing on the old loop concerns it but the timeout
	private static void move(ChannelHandlerContext context, EventLoop loop, Runnable then) {
		Channel channel = context.channel();
		removeTimeout(channel.pipeline());
		channel.deregister().addListener((left) -> {
			if (left.isSuccess()) {
				loop.register(channel).addListener((arrived) -> {
					if (arrived.isSuccess()) {
						then.run();
					}
					else {
						channel.unsafe().closeForcibly();
					}
				});
			}
		});
	}

	private ChannelFuture shake(ChannelHandlerContext context, @Nullable WebSocketTransport transport) {
		Channel channel = context.channel();
		ChannelPipeline pipeline = channel.pipeline();
		// from here on the heartbeat sees to it that the client is there
		removeTimeout(pipeline);
		HttpRequest head = this.request.head();
		FullHttpRequest whole = new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri(),
				Unpooled.EMPTY_BUFFER, head.headers(), EmptyHttpHeaders.INSTANCE);
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(this.options.maxPayload())
			.allowExtensions(this.options.compression())
			.closeOnProtocolViolation(false)
			.build();
		// the first of the subprotocols that the client offers: without any, browsers
		// give up
		String offered = head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
		ChannelFuture answered = new WebSocketServerHandshaker13(head.uri(), offered.isBlank() ? null : ANY, config)
			.handshake(channel, whole);
		if (transport != null) {
			pipeline.addLast(new FragmentAggregator(transport, this.options.maxPayload()), transport);
		}
		pipeline.remove(context.handler());
		return answered;
	}

	private static void removeTimeout(ChannelPipeline pipeline) {
		@Nullable RequestDeadline timeout = pipeline.get(RequestDeadline.class);
		if (timeout != null) {
			pipeline.remove(timeout);
		}
	}

}
