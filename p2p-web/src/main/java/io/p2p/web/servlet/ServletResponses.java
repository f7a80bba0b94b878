package io.p2p.web.servlet;

import java.util.Map;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.servlet.http.HttpServletResponse;

import io.p2p.web.WebAnswer;

/**
 * Says in a servlet's response what the engine answers.
 */
final class ServletResponses {

	private ServletResponses() {
	}

	/**
	 * Set status and headers.
	 */
	static void head(WebAnswer.Response said, HttpServletResponse response) {
		response.setStatus(said.response().status().code());
		headers(said.response().headers(), response);
		if (said.last()) {
			response.setHeader(HttpHeaderNames.CONNECTION.toString(), "close");
		}
	}

	/**
	 * Set headers. Each has one value.
	 */
	static void headers(HttpHeaders headers, HttpServletResponse response) {
		for (Map.Entry<String, String> header : headers) {
			response.setHeader(header.getKey(), header.getValue());
		}
	}

	/**
	 * The body, once.
	 */
	static byte[] body(WebAnswer.Response said) {
		try {
			return ByteBufUtil.getBytes(said.response().content());
		}
		finally {
			said.response().release();
		}
	}

}
