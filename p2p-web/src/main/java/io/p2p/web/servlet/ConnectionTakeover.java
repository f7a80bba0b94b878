package io.p2p.web.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.p2p.web.PendingWebSocket;

/**
 * Has a servlet container give a connection away, which the Servlet API alone cannot do
 * without keeping a thread busy while nothing may be read.
 *
 * @since 0.1.0
 */
public interface ConnectionTakeover {

	/**
	 * Have the container answer a request with status 101, and then give its connection
	 * to a WebSocket. The headers of the response have been set.
	 * @param request the request
	 * @param response the response
	 * @param socket takes the connection, soon and on any thread, or is abandoned
	 * @throws IOException if the connection has ended
	 * @throws ServletException if the container cannot give it away
	 */
	void upgrade(HttpServletRequest request, HttpServletResponse response, PendingWebSocket socket)
			throws IOException, ServletException;

}
