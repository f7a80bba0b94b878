package io.p2p.web.reactive;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

import io.p2p.web.WebCaller;

/**
 * Reads the head of a request as server and filters see it, which may know of proxies.
 */
final class ReactiveHead {

	private ReactiveHead() {
	}

	/**
	 * Method, path below the context and query, and headers.
	 */
	static HttpRequest read(ServerHttpRequest request) {
		URI uri = request.getURI();
		String path = request.getPath().pathWithinApplication().value();
		String query = uri.getRawQuery();
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		request.getHeaders().forEach((name, values) -> headers.add(name, values));
		if (uri.getHost() != null) {
			headers.set(HttpHeaderNames.HOST,
					(uri.getPort() >= 0) ? uri.getHost() + ':' + uri.getPort() : uri.getHost());
		}
		return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.getMethod().name()),
				(query != null) ? path + '?' + query : path, headers);
	}

	/**
	 * Whom the request is from.
	 * @param principal the user who has been authenticated, {@code null} if nobody has
	 */
	static WebCaller caller(ServerHttpRequest request, @Nullable Principal principal) {
		return new WebCaller(resolved(request.getRemoteAddress()), resolved(request.getLocalAddress()), principal);
	}

	// That of a forwarded header has not been resolved.
	private static InetSocketAddress resolved(@Nullable InetSocketAddress address) {
		if (address == null) {
			return WebCaller.address("", 0);
		}
		return address.isUnresolved() ? WebCaller.address(address.getHostString(), address.getPort()) : address;
	}

}
