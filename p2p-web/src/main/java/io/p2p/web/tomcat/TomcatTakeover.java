package io.p2p.web.tomcat;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.p2p.web.PendingWebSocket;
import io.p2p.web.servlet.ConnectionTakeover;

/**
 * Takes connections over from Tomcat, by its own interface for such handlers, which its
 * WebSockets use as well.
 *
 * @since 0.1.0
 */
public final class TomcatTakeover implements ConnectionTakeover {

	@Override
	public void upgrade(HttpServletRequest request, HttpServletResponse response, PendingWebSocket socket)
			throws IOException, ServletException {
		request.upgrade(TomcatUpgradeHandler.class).give(socket);
	}

}
