package io.p2p.engineio.exchange;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.Payload;

/**
 * An HTTP request of Engine.IO, answered with CORS headers even if it is refused.
 *
 * @param http the request that waits
 * @param origin the request's {@code Origin}, {@code null} if it has none
 * @param allowed whether that origin may connect
 * @param keepAlive whether the connection stays open after the response
 * @since 0.1.0
 */
public record EngineExchange(HttpExchange http, @Nullable String origin, boolean allowed, boolean keepAlive) {

	private static final String JSON = "application/json";

	private static final int RETRY_AFTER_SECONDS = 5;

	/**
	 * Create the exchange of a request.
	 * @param http the request that waits
	 * @param request method, path and headers
	 * @param origins which pages may connect
	 * @return the exchange
	 */
	public static EngineExchange of(HttpExchange http, HttpRequest request, OriginPolicy origins) {
		// Netty cannot tell where the request behind a malformed one begins.
		boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
		return new EngineExchange(http, request.headers().get(HttpHeaderNames.ORIGIN),
				origins.allows(request.headers()), keepAlive);
	}

	/**
	 * Answer the request.
	 * @param status the status
	 * @param body the body
	 * @param written run when the response has left or never will, on any thread;
	 * {@code null} if nobody waits
	 */
	public void reply(HttpResponseStatus status, Payload body, @Nullable Runnable written) {
		send(response(status, body), written);
	}

	private static FullHttpResponse response(HttpResponseStatus status, Payload body) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
				Unpooled.wrappedBuffer(body.bytes()));
		response.headers().set(HttpHeaderNames.CONTENT_TYPE, body.contentType());
		return response;
	}

	/**
	 * Refuse the request.
	 * @param error why
	 */
	public void fail(EngineError error) {
		FullHttpResponse response = response(error.status(),
				new Payload(JSON, error.json().getBytes(StandardCharsets.UTF_8)));
		if (error == EngineError.SHUTTING_DOWN) {
			response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
		}
		send(response, null);
	}

	/**
	 * The same request, with the connection closed after its response.
	 * @return the exchange to answer in place of this one
	 */
	public EngineExchange last() {
		return new EngineExchange(this.http, this.origin, this.allowed, false);
	}

	/**
	 * Answer a CORS preflight, which browsers send before a cross-origin POST.
	 * @param request the headers of the preflight
	 */
	public void preflight(HttpHeaders request) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
		response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
		String headers = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
		if (headers != null) {
			response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, headers);
		}
		send(response, null);
	}

	private void send(FullHttpResponse response, @Nullable Runnable written) {
		HttpHeaders headers = response.headers();
		headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
		headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
		if (this.origin != null && !this.origin.isEmpty()) {
			headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, this.origin);
			headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
		}
		if (response.status().code() != HttpResponseStatus.NO_CONTENT.code()) {
			HttpUtil.setContentLength(response, response.content().readableBytes());
		}
		this.http.respond(response, !this.keepAlive, written);
	}

}
