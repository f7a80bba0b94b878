package io.p2p.socketio.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of Engine.IO v4: refuses what is no request of the protocol, and hands
 * the others to the transport they name.
 */
final class EngineHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

	private static final Logger logger = LoggerFactory.getLogger(EngineHandler.class);

	private static final String POLLING = "polling";

	private static final String WEBSOCKET = "websocket";

	private final EngineServer server;

	private final EngineOptions options;

	// the session whose poll waits on this connection
	private @Nullable EngineSession polled;

	EngineHandler(EngineServer server) {
		this.server = server;
		this.options = server.options();
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		Exchange exchange = Exchange.of(context.channel(), request, this.options.origins());
		QueryStringDecoder query = decode(request.uri());
		if (query == null || request.decoderResult().isFailure()) {
			exchange.fail(EngineError.BAD_REQUEST);
			return;
		}
		if (!query.path().equals(this.options.path())) {
			exchange.reply(HttpResponseStatus.NOT_FOUND, Exchange.TEXT, new byte[0]);
			return;
		}
		if (exchange.origin() == null && request.headers().contains(HttpHeaderNames.ORIGIN)) {
			exchange.fail(EngineError.FORBIDDEN_ORIGIN);
			return;
		}
		if (HttpMethod.OPTIONS.equals(request.method())) {
			exchange.preflight(request.headers());
			return;
		}
		EngineError error = route(context, request, exchange, query.parameters());
		if (error != null) {
			exchange.fail(error);
		}
	}

	// its parts are decoded when they are asked for; the message of a failure would quote
	// them
	private static @Nullable QueryStringDecoder decode(String uri) {
		try {
			QueryStringDecoder query = new QueryStringDecoder(uri);
			return (query.path() != null && query.parameters() != null) ? query : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private @Nullable EngineError route(ChannelHandlerContext context, FullHttpRequest request, Exchange exchange,
			Map<String, List<String>> parameters) {
		String transport = first(parameters, "transport");
		String sid = first(parameters, "sid");
		boolean webSocket = WEBSOCKET.equals(transport);
		if (!webSocket && !POLLING.equals(transport)) {
			return EngineError.TRANSPORT_UNKNOWN;
		}
		if (!"4".equals(first(parameters, "EIO"))) {
			return EngineError.UNSUPPORTED_VERSION;
		}
		EngineSession session = (sid != null) ? this.server.find(sid) : null;
		if (sid != null && (session == null || !session.isOpen())) {
			return EngineError.UNKNOWN_SID;
		}
		if (session == null && !HttpMethod.GET.equals(request.method())) {
			return EngineError.BAD_HANDSHAKE_METHOD;
		}
		if (webSocket) {
			return webSocket(context, request, session, parameters);
		}
		return polling(request, session, exchange, parameters);
	}

	private @Nullable EngineError polling(FullHttpRequest request, @Nullable EngineSession existing, Exchange exchange,
			Map<String, List<String>> parameters) {
		if (existing == null) {
			Channel channel = exchange.channel();
			EngineSession session = this.server.create(handshake(channel, request, parameters), channel.eventLoop());
			PollingTransport transport = new PollingTransport(this.options.maxPayload());
			session.open(transport);
			transport.get(session, exchange);
			return null;
		}
		if (!(existing.transport() instanceof PollingTransport transport)) {
			return EngineError.BAD_REQUEST;
		}
		if (HttpMethod.GET.equals(request.method())) {
			this.polled = existing;
			transport.get(existing, exchange);
			return null;
		}
		if (HttpMethod.POST.equals(request.method())) {
			transport.post(existing, exchange, ByteBufUtil.getBytes(request.content()));
			return null;
		}
		return EngineError.BAD_REQUEST;
	}

	private @Nullable EngineError webSocket(ChannelHandlerContext context, FullHttpRequest request,
			@Nullable EngineSession existing, Map<String, List<String>> parameters) {
		Channel channel = context.channel();
		HttpHeaders headers = request.headers();
		if (!headers.contains(HttpHeaderNames.UPGRADE, "websocket", true)
				|| !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
				|| !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
			return EngineError.BAD_REQUEST;
		}
		Handshake handshake = handshake(channel, request, parameters);
		EngineSession session = (existing != null) ? existing : this.server.create(handshake, channel.eventLoop());
		WebSocketTransport transport = new WebSocketTransport(channel, session, this.options, existing == null);
		if (existing != null && !existing.beginUpgrade(transport)) {
			return EngineError.BAD_REQUEST;
		}
		WebSocketServerHandshaker13 handshaker = new WebSocketServerHandshaker13(request.uri(), null,
				WebSocketDecoderConfig.newBuilder()
					.maxFramePayloadLength(this.options.maxPayload())
					.closeOnProtocolViolation(false)
					.build());
		ChannelFuture answered = handshaker.handshake(channel, request);
		context.pipeline()
			.addLast(new Utf8FrameValidator(), new WebSocketFrameAggregator(this.options.maxPayload()), transport)
			.remove(this);
		if (existing == null) {
			answered.addListener((written) -> session.open(transport));
		}
		return null;
	}

	private static Handshake handshake(Channel channel, FullHttpRequest request, Map<String, List<String>> parameters) {
		return new Handshake(request.uri(), parameters, request.headers(), (InetSocketAddress) channel.remoteAddress(),
				(InetSocketAddress) channel.localAddress());
	}

	private static @Nullable String first(Map<String, List<String>> parameters, String name) {
		List<String> values = parameters.get(name);
		return (values != null) ? values.get(0) : null;
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		if (this.polled != null && this.polled.transport() instanceof PollingTransport polling) {
			polling.gone(this.polled, context.channel());
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof IOException || cause instanceof DecoderException || cause instanceof ChannelException)) {
			logger.warn("A request failed", cause);
		}
		context.close();
	}

}
