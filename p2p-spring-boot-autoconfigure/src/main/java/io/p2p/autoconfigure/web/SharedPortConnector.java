package io.p2p.autoconfigure.web;

import java.util.Set;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.EngineServer;
import io.p2p.socketio.netty.ServerConnector;

/**
 * Takes clients on the port of the web server, or on a port of its own where there is no
 * web server that gives connections away.
 */
final class SharedPortConnector implements ServerConnector {

	private static final Logger logger = LoggerFactory.getLogger(SharedPortConnector.class);

	private final ServerConnector shared;

	private final ServerConnector own;

	private final Supplier<@Nullable String> obstacle;

	private final boolean fallback;

	private volatile ServerConnector current;

	/**
	 * Create a connector.
	 * @param shared takes clients from the web server
	 * @param own listens on a port of its own
	 * @param obstacle says why the web server's port cannot be used, {@code null} if it
	 * can
	 * @param fallback whether a port of its own is used then
	 */
	SharedPortConnector(ServerConnector shared, ServerConnector own, Supplier<@Nullable String> obstacle,
			boolean fallback) {
		this.shared = shared;
		this.own = own;
		this.obstacle = obstacle;
		this.fallback = fallback;
		this.current = shared;
	}

	@Override
	public void start(EngineServer engine) {
		String reason = this.obstacle.get();
		if (reason != null && !this.fallback) {
			throw new NoSharedPortException(reason);
		}
		this.current = (reason != null) ? this.own : this.shared;
		this.current.start(engine);
		if (reason != null) {
			logger.warn(
					"The P2P server has a port of its own, {}: {}. Set p2p.server.port to have one without this "
							+ "warning, or p2p.server.fallback-port to -1 to have the application not start",
					port(), reason);
		}
	}

	@Override
	public void stop() {
		this.current.stop();
	}

	@Override
	public boolean isListening() {
		return this.current.isListening();
	}

	@Override
	public int port() {
		return this.current.port();
	}

	@Override
	public Set<EventExecutor> loops() {
		return this.current.loops();
	}

	@Override
	public boolean isFlushed() {
		return this.current.isFlushed();
	}

	@Override
	public String toString() {
		return this.current.toString();
	}

}
