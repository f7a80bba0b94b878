package io.p2p.client.transport;

import java.net.URI;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;

/**
 * What a connection takes to be a WebSocket of Engine.IO.
 */
final class WebSocketPipeline extends ChannelInitializer<Channel> {

	// more than a server sends in one message: parts of large events are of 64 KiB
	private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

	private static final int MAX_RESPONSE_BYTES = 64 * 1024;

	private static final WriteBufferWaterMark BUSY = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

	private final WireOptions options;

	private final ChannelHandler end;

	/**
	 * Create a pipeline.
	 * @param end takes the messages
	 */
	WebSocketPipeline(WireOptions options, ChannelHandler end) {
		this.options = options;
		this.end = end;
	}

	@Override
	protected void initChannel(Channel channel) throws Exception {
		channel.config().setWriteBufferWaterMark(BUSY);
		if (this.options.secure()) {
			channel.pipeline().addLast(new SslHandler(sslEngine()));
		}
		HttpHeaders headers = new DefaultHttpHeaders();
		this.options.headers().get().forEach(headers::add);
		WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
			.webSocketUri(address())
			.customHeaders(headers)
			.maxFramePayloadLength(MAX_MESSAGE_BYTES)
			.handshakeTimeoutMillis(this.options.connectTimeout().toMillis())
			.generateOriginHeader(false)
			// whoever reads the JSON finds what is not UTF-8, and not byte by byte
			.withUTF8Validator(false)
			.build();
		channel.pipeline()
			.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_RESPONSE_BYTES),
					new WebSocketClientProtocolHandler(config), new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
					this.end);
	}

	private SSLEngine sslEngine() throws Exception {
		SSLContext trust = this.options.sslContext();
		SSLEngine engine = ((trust != null) ? trust : SSLContext.getDefault())
			.createSSLEngine(this.options.uri().getHost(), this.options.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
		return engine;
	}

	private URI address() {
		URI uri = this.options.uri();
		String query = (uri.getRawQuery() != null) ? "&" + uri.getRawQuery() : "";
		return URI.create((this.options.secure() ? "wss" : "ws") + "://" + uri.getHost() + ":" + this.options.port()
				+ this.options.path() + "?EIO=4&transport=websocket" + query);
	}

}
