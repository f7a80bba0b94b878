package io.p2p.engineio.http;

import java.net.InetSocketAddress;
import java.util.function.Function;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.SerialExecutor;

/**
 * A request on a Netty channel.
 */
final class NettyHttpExchange implements HttpExchange {

	private static final String ANY = "*";

	private final ChannelHandlerContext context;

	private final EngineOptions options;

	private final InetSocketAddress client;

	/**
	 * Create an exchange.
	 * @param head the head of the request, in which a proxy may have named the client
	 */
	NettyHttpExchange(ChannelHandlerContext context, HttpRequest head, EngineOptions options) {
		this.context = context;
		this.options = options;
		this.client = options.proxies().client(head.headers(), ProxyProtocol.remoteAddress(context.channel()));
	}

	@Override
	public SerialExecutor executor() {
		return EventLoopExecutor.of(this.context.channel().eventLoop());
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.client;
	}

	@Override
	public InetSocketAddress localAddress() {
		return (InetSocketAddress) this.context.channel().localAddress();
	}

	@Override
	public void respond(FullHttpResponse response, boolean last, @Nullable Runnable written) {
		HttpUtil.setKeepAlive(response, !last);
		ChannelFuture future = this.context.channel().writeAndFlush(response);
		if (written != null) {
			future.addListener((done) -> written.run());
		}
		if (last) {
			future.addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void proceed() {
		this.context.channel()
			.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
	}

	// The channel can change its event loop here: with one request read and not answered
	// yet, only the read timeout is tied to the old one.
	@Override
	public void moveTo(SerialExecutor executor, Runnable then) {
		Channel channel = this.context.channel();
		if (executor.isCurrent()) {
			then.run();
			return;
		}
		EventLoop loop = ((EventLoopExecutor) executor).loop();
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

	@Override
	public void webSocket(HttpRequest head, EngineVersion version, Function<FrameSink, FrameListener> open) {
		Channel channel = this.context.channel();
		ChannelPipeline pipeline = channel.pipeline();
		// from here on the session's heartbeat notices a client that has gone
		removeTimeout(pipeline);
		FrameListener listener = open.apply(new NettyFrameSink(channel, version));
		FullHttpRequest whole = new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri(),
				Unpooled.EMPTY_BUFFER, head.headers(), EmptyHttpHeaders.INSTANCE);
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(this.options.maxPayload())
			.allowExtensions(this.options.compression())
			.closeOnProtocolViolation(false)
			.build();
		// Accept the first subprotocol that the client offers: browsers fail if none is.
		String offered = head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
		ChannelFuture answered = new WebSocketServerHandshaker13(head.uri(), offered.isBlank() ? null : ANY, config)
			.handshake(channel, whole);
		WebSocketHandshake.addListener(pipeline, listener, this.options.maxPayload());
		pipeline.remove(this.context.handler());
		answered.addListener((written) -> listener.opened());
	}

	private static void removeTimeout(ChannelPipeline pipeline) {
		@Nullable RequestDeadline timeout = pipeline.get(RequestDeadline.class);
		if (timeout != null) {
			pipeline.remove(timeout);
		}
	}

}
