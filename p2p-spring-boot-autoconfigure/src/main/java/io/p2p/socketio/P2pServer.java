package io.p2p.socketio;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

import com.corundumstudio.socketio.SocketIOServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

import io.p2p.socketio.wire.CloseReason;
import io.p2p.socketio.wire.EngineOptions;
import io.p2p.socketio.wire.EngineServer;
import io.p2p.socketio.wire.ServerPipeline;
import io.p2p.socketio.wire.UnusedTimers;

/**
 * The Socket.IO server with its peers, started and stopped with the application context.
 *
 * @since 0.1.0
 */
public final class P2pServer implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(P2pServer.class);

	private final SocketIOServer server;

	private final EngineServer engine;

	private final Namespaces namespaces;

	private final SignalingInterceptor interceptor;

	private final ServerCounts counts;

	private final ApplicationEventPublisher events;

	private volatile @Nullable Channel channel;

	/**
	 * Create a server that does not listen yet.
	 * @param server netty-socketio's server, whose pipeline is replaced
	 * @param options the settings of the Engine.IO layer
	 * @param namespace the namespace on which peers meet
	 * @param interceptor what makes peers of its clients
	 * @param authentication who asks the application who the clients are, {@code null} if
	 * anybody may connect
	 * @param listenerExecutor where the application's netty-socketio listeners run
	 * @param events who is told of the start
	 */
	public P2pServer(SocketIOServer server, EngineOptions options, String namespace, SignalingInterceptor interceptor,
			@Nullable PeerAuthentication authentication, Executor listenerExecutor, ApplicationEventPublisher events) {
		this.server = server;
		this.interceptor = interceptor;
		this.namespaces = new Namespaces(server, namespace, interceptor, authentication);
		this.engine = new EngineServer(options, (session) -> new SocketIoSession(session, this.namespaces,
				listenerExecutor, options.connectTimeout().toMillis()));
		this.counts = new ServerCounts(this.engine, this.namespaces.refusals());
		this.events = events;
	}

	@Override
	public void start() {
		UnusedTimers.release(this.server);
		this.server.setPipelineFactory(new ServerPipeline(this.engine));
		ChannelFuture bound = (ChannelFuture) this.server.startAsync();
		bound.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			this.server.stop();
			throw P2pListenException.of(this.server.getConfiguration(), bound.cause());
		}
		this.channel = bound.channel();
		logger.info("P2P server listens on port {}", port());
		this.events.publishEvent(new P2pServerInitializedEvent(this, port()));
	}

	@Override
	public void stop() {
		int port = port();
		this.channel = null;
		this.engine.closeAll(CloseReason.SHUTDOWN);
		this.server.stop();
		this.namespaces.stop();
		this.interceptor.stop();
		logger.info("P2P server on port {} stopped", port);
	}

	@Override
	public boolean isRunning() {
		return this.channel != null;
	}

	/**
	 * Whether clients can connect.
	 * @return whether the server listens
	 */
	public boolean isListening() {
		Channel current = this.channel;
		return current != null && current.isActive();
	}

	/**
	 * The port that the server listens on.
	 * @return the port, -1 if it does not listen
	 */
	public int port() {
		Channel current = this.channel;
		return (current != null && current.localAddress() instanceof InetSocketAddress address) ? address.getPort()
				: -1;
	}

	/**
	 * What the server has to do with its clients, in numbers.
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

}
