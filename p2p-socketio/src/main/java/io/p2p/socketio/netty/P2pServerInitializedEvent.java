package io.p2p.socketio.netty;

import org.springframework.context.ApplicationEvent;

/**
 * Application event: the Socket.IO server has started to listen.
 *
 * @since 0.1.0
 */
public class P2pServerInitializedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final int port;

	/**
	 * Create an event.
	 * @param server the server
	 * @param port the port it listens on
	 */
	public P2pServerInitializedEvent(P2pServer server, int port) {
		super(server);
		this.port = port;
	}

	/**
	 * The port that the server listens on: if the configured one is 0, the one that the
	 * system has chosen.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}
