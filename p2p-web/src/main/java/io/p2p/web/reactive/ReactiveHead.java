package io.p2p.web.reactive;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.Principal;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
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

	// Never asks a name server: a forwarded header may hold any name.
	private static InetSocketAddress resolved(@Nullable InetSocketAddress address) {
		if (address != null && !address.isUnresolved()) {
			return address;
		}
		String name = (address != null) ? address.getHostString() : "";
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(name);
		try {
			return new InetSocketAddress(InetAddress.getByAddress(name, (bytes != null) ? bytes : new byte[4]),
					(address != null) ? address.getPort() : 0);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("These are as many bytes as an address has", ex);
		}
	}

}
