package io.p2p.socketio.netty;

import java.util.Set;

import io.netty.util.concurrent.EventExecutor;

import io.p2p.engineio.EngineServer;

/**
 * Where a {@link P2pServer} takes its clients: a port of its own, or a web server that is
 * there anyway.
 *
 * @since 0.1.0
 */
public interface ServerConnector {

	/**
	 * Begin to take requests.
	 * @param engine answers them
	 * @throws P2pListenException if this cannot listen where it should
	 * @throws P2pPortInUseException if another process listens there
	 */
	void start(EngineServer engine);

	/**
	 * Close all connections, and take no more. Returns when that is done; without effect
	 * if this has not been started.
	 */
	void stop();

	/**
	 * Whether clients can connect.
	 * @return whether requests are taken
	 */
	boolean isListening();

	/**
	 * The port that clients connect to.
	 * @return the port, -1 if there is none now
	 */
	int port();

	/**
	 * The event loops of the connections.
	 * @return the event loops; none if there is no connection
	 */
	Set<EventExecutor> loops();

	/**
	 * Whether everything has been written, and every WebSocket has ended.
	 * @return whether no connection has anything to do any more
	 */
	boolean isFlushed();

}
