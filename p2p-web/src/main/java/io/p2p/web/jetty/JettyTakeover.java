package io.p2p.web.jetty;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;

import io.p2p.web.PendingWebSocket;
import io.p2p.web.servlet.ConnectionTakeover;

/**
 * Takes connections over from Jetty, by the attribute by which its WebSockets do so as
 * well.
 *
 * @since 0.1.0
 */
public final class JettyTakeover implements ConnectionTakeover {

	@Override
	public void upgrade(HttpServletRequest request, HttpServletResponse response, PendingWebSocket socket)
			throws IOException, ServletException {
		ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
		EndPoint endPoint = core.getConnectionMetaData().getConnection().getEndPoint();
		JettyWire wire = JettyWire.of(endPoint);
		if (wire == null) {
			socket.abandon();
			throw new ServletException("A WebSocket needs a TCP connection of its own, and this has " + endPoint);
		}
		response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
		core.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new JettyConnection(endPoint, wire, socket));
		response.flushBuffer();
	}

}
