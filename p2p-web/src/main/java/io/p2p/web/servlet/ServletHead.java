package io.p2p.web.servlet;

import java.util.Collections;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.servlet.http.HttpServletRequest;

import io.p2p.web.WebCaller;

/**
 * Reads the head of a request as container and filters see it, which may know of proxies.
 */
final class ServletHead {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	private ServletHead() {
	}

	/**
	 * Method, path below the context and query, and headers.
	 */
	static HttpRequest read(HttpServletRequest request) {
		String path = request.getRequestURI().substring(request.getContextPath().length());
		String query = request.getQueryString();
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		for (String name : Collections.list(request.getHeaderNames())) {
			Collections.list(request.getHeaders(name)).forEach((value) -> headers.add(name, value));
		}
		headers.set(HttpHeaderNames.HOST, host(request));
		return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.getMethod()),
				(query != null) ? path + '?' + query : path, headers);
	}

	private static String host(HttpServletRequest request) {
		int port = request.getServerPort();
		boolean usual = port <= 0 || port == (request.isSecure() ? HTTPS_PORT : HTTP_PORT);
		String name = request.getServerName();
		String host = (name.indexOf(':') >= 0 && !name.startsWith("[")) ? '[' + name + ']' : name;
		return usual ? host : host + ':' + port;
	}

	/**
	 * Whom the request is from.
	 */
	static WebCaller caller(HttpServletRequest request) {
		return new WebCaller(WebCaller.address(request.getRemoteAddr(), request.getRemotePort()),
				WebCaller.address(request.getLocalAddr(), request.getLocalPort()), request.getUserPrincipal());
	}

}
