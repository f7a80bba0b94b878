package io.p2p.engineio.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.exchange.FrameListener;

/**
 * The handshake of a WebSocket (RFC 6455, 4.2.2) whose answer a web server writes, and
 * the handlers that its channel has from then on: the same as on a port of our own, where
 * Netty does both.
 *
 * @since 0.1.0
 */
public final class WebSocketHandshake {

	// RFC 6455, 1.3
	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private final HttpHeaders response = new DefaultHttpHeaders();

	private final @Nullable WebSocketServerExtension compression;

	private final EngineOptions options;

	/**
	 * Create the answer to a request, which the engine has checked.
	 * @param request its headers
	 * @param options the settings of the server
	 */
	public WebSocketHandshake(HttpHeaders request, EngineOptions options) {
		this.options = options;
		this.compression = options.compression() ? negotiate(request, options.maxPayload()) : null;
		this.response.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		this.response.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		this.response.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
				accept(request.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "")));
		// Accept the first subprotocol that the client offers: browsers fail if none is.
		String offered = request.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(",", 2)[0].trim();
		if (!offered.isEmpty()) {
			this.response.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, offered);
		}
		if (this.compression != null) {
			this.response.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, print(this.compression.newReponseData()));
		}
	}

	private static @Nullable WebSocketServerExtension negotiate(HttpHeaders request, int maxPayload) {
		PerMessageDeflateServerExtensionHandshaker handshaker = new PerMessageDeflateServerExtensionHandshaker(
				maxPayload);
		return WebSocketExtensionUtil.extractExtensions(request.get(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, ""))
			.stream()
			.map(handshaker::handshakeExtension)
			.filter((extension) -> extension != null)
			.findFirst()
			.orElse(null);
	}

	private static String print(WebSocketExtensionData extension) {
		StringBuilder header = new StringBuilder(extension.name());
		for (Map.Entry<String, String> parameter : extension.parameters().entrySet()) {
			header.append(';').append(parameter.getKey());
			if (parameter.getValue() != null) {
				header.append('=').append(parameter.getValue());
			}
		}
		return header.toString();
	}

	private static String accept(String key) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-1");
			return Base64.getEncoder().encodeToString(digest.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-1", ex);
		}
	}

	/**
	 * The headers of the response with status 101.
	 * @return name and value of each
	 */
	public HttpHeaders response() {
		return this.response;
	}

	/**
	 * Have a channel read and write WebSocket frames.
	 * @param pipeline the handlers of the channel, of which none reads or writes bytes
	 */
	public void addCodec(ChannelPipeline pipeline) {
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(this.options.maxPayload())
			.allowExtensions(this.compression != null)
			.closeOnProtocolViolation(false)
			.build();
		pipeline.addLast(new WebSocket13FrameEncoder(false), new WebSocket13FrameDecoder(config));
		if (this.compression != null) {
			pipeline.addLast(this.compression.newExtensionEncoder(), this.compression.newExtensionDecoder());
		}
	}

	/**
	 * Have the messages of a WebSocket handed to its listener.
	 * @param pipeline the handlers of a channel that reads WebSocket frames
	 * @param listener takes the messages
	 * @param maxPayload the bytes that a message may have
	 */
	public static void addListener(ChannelPipeline pipeline, FrameListener listener, int maxPayload) {
		pipeline.addLast(new FragmentAggregator(listener, maxPayload), new WebSocketFrames(listener));
	}

}
