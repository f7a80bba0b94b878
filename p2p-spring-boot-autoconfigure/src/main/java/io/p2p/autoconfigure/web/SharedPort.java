package io.p2p.autoconfigure.web;

import com.corundumstudio.socketio.SocketIOServer;
import org.springframework.context.ApplicationContext;

import io.p2p.autoconfigure.P2pServerProperties;
import io.p2p.socketio.netty.PortConnector;
import io.p2p.socketio.netty.ServerConnector;
import io.p2p.web.WebConnector;

/**
 * The port of a web server as that of the P2P server, as its settings have it.
 */
final class SharedPort {

	private SharedPort() {
	}

	/**
	 * The path of the endpoint without a slash at its end.
	 */
	static String path(P2pServerProperties server) {
		String path = server.path();
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

	/**
	 * Takes clients from the web server of an application.
	 */
	static WebConnector web(ApplicationContext context, P2pServerProperties server) {
		return new WebConnector(() -> WebServers.port(context), server.path());
	}

	/**
	 * Takes clients from the web server, or, if that is not of a type which gives
	 * connections away, on the fallback port.
	 */
	static ServerConnector connector(WebConnector web, SocketIOServer own, ApplicationContext context,
			P2pServerProperties server, String type) {
		return new SharedPortConnector(web, new PortConnector(own), () -> WebServers.obstacle(context, type),
				server.fallbackPort() >= 0);
	}

}
