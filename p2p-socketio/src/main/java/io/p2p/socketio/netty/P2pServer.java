package io.p2p.socketio.netty;

import java.time.Duration;
import java.util.concurrent.Executor;

import com.corundumstudio.socketio.SocketIOServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.EngineServer;
import io.p2p.socketio.SocketIoSession;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * The Socket.IO server with its peers, started and stopped with the application context.
 *
 * @since 0.1.0
 */
public final class P2pServer implements SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(P2pServer.class);

	// what is kept of the timeout for stop() itself, a fifth of it at most
	private static final Duration RESERVE = Duration.ofSeconds(2);

	private static final int RESERVE_PART = 5;

	private final Object lifecycle = new Object();

	private final ServerConnector connector;

	private final EngineServer engine;

	private final NettyNamespaces namespaces;

	private final PeerNamespaceHandler peers;

	private final ServerCounts counts;

	private final CountedExecutor listenerExecutor;

	private final Duration shutdownTimeout;

	private final ApplicationEventPublisher events;

	private final Readiness readiness;

	private volatile boolean running;

	private volatile boolean draining;

	private volatile boolean autoStartup = true;

	/**
	 * Create a server that does not listen yet.
	 * @param server has the application's namespaces and listeners
	 * @param connector where clients are taken
	 * @param options the settings of the Engine.IO layer
	 * @param namespace the namespace of the peers
	 * @param peers handles that namespace
	 * @param listenerExecutor runs the application's netty-socketio listeners
	 * @param shutdownTimeout how long {@link #stop(Runnable)} may take in all; zero to
	 * stop at once
	 * @param events publishes a {@link P2pServerInitializedEvent} at each start
	 * @param readiness hears when the server takes no new clients, or takes them again
	 */
	public P2pServer(SocketIOServer server, ServerConnector connector, EngineOptions options, String namespace,
			PeerNamespaceHandler peers, Executor listenerExecutor, Duration shutdownTimeout,
			ApplicationEventPublisher events, Readiness readiness) {
		this.connector = connector;
		this.peers = peers;
		this.listenerExecutor = new CountedExecutor(listenerExecutor);
		this.namespaces = new NettyNamespaces(server, namespace, peers);
		this.engine = new EngineServer(options,
				(session) -> new SocketIoSession(session, this.namespaces, this.listenerExecutor, options));
		this.engine.onFarewell(peers::farewell);
		this.counts = new ServerCounts(this.engine, this.namespaces.refusals());
		this.shutdownTimeout = shutdownTimeout;
		this.events = events;
		this.readiness = readiness;
	}

	@Override
	public void start() {
		this.engine.refuseHandshakes(false);
		this.peers.draining(false);
		this.connector.start(this.engine);
		this.running = true;
		logger.info("P2P server listens on {}", this.connector);
		this.events.publishEvent(new P2pServerInitializedEvent(this, port()));
		if (this.draining) {
			this.draining = false;
			tellReadiness(true);
		}
	}

	/**
	 * Stop gracefully: refuse new clients, and have what the others have sent handled and
	 * delivered, within the timeout. Returns at once.
	 * @param callback run when the server has stopped
	 */
	@Override
	public void stop(Runnable callback) {
		this.draining = true;
		tellReadiness(false);
		if (this.shutdownTimeout.isZero() || !this.running) {
			stop();
			callback.run();
			return;
		}
		logger.info("P2P server on {} lets its clients finish", this.connector);
		new Thread(() -> {
			try {
				Duration part = this.shutdownTimeout.dividedBy(RESERVE_PART);
				Duration reserve = (part.compareTo(RESERVE) < 0) ? part : RESERVE;
				new GracefulShutdown(this.engine, this.connector, this.peers, this.listenerExecutor, this::isRunning)
					.run(this.shutdownTimeout.minus(reserve));
				stop();
			}
			finally {
				callback.run();
			}
		}, "p2p-shutdown").start();
	}

	private void tellReadiness(boolean ready) {
		try {
			this.readiness.changed(this, ready);
		}
		catch (RuntimeException | Error ex) {
			// a listener of the application has failed, but the server goes on to stop
			logger.warn("Who was told that the server is {}ready failed", ready ? "" : "not ", ex);
		}
	}

	/**
	 * Stop at once. Returns when the server has stopped.
	 */
	@Override
	public void stop() {
		// a second caller waits for the first
		synchronized (this.lifecycle) {
			if (!this.running) {
				return;
			}
			String where = this.connector.toString();
			this.running = false;
			this.engine.closeAll(CloseReason.SHUTDOWN);
			this.connector.stop();
			this.namespaces.stop();
			this.peers.stop();
			logger.info("P2P server on {} stopped", where);
		}
	}

	// Spring calls this last: the context may not have waited for a graceful stop.
	@Override
	public void destroy() {
		stop();
	}

	/**
	 * Whether the server starts with the application context, {@code true} by default.
	 * @return whether it starts with the context
	 */
	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Set whether the server starts with the application context.
	 * @param autoStartup {@code false} if the application calls {@link #start()}
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Whether clients can connect.
	 * @return whether the server listens
	 */
	public boolean isListening() {
		return this.running && this.connector.isListening();
	}

	/**
	 * Whether the server is stopping or has stopped gracefully: new clients are refused.
	 * @return {@code false} again after the next start
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * The port that clients connect to, which may be that of the web server.
	 * @return the port, -1 if the server does not listen
	 */
	public int port() {
		return this.running ? this.connector.port() : -1;
	}

	/**
	 * Counts of the server's sessions and refusals.
	 * @return live counts
	 */
	public ServerCounts counts() {
		return this.counts;
	}

	/**
	 * How many clients' sessions have ended for a reason since the start.
	 * @param reason why
	 * @return a count that only grows
	 */
	public long ended(CloseReason reason) {
		return this.engine.ended(reason);
	}

	/**
	 * Hears whether the server takes new clients.
	 */
	@FunctionalInterface
	public interface Readiness {

		/**
		 * Handle a change.
		 * @param server the server
		 * @param ready whether the server takes new clients from now on
		 */
		void changed(P2pServer server, boolean ready);

	}

}
