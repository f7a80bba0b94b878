package io.p2p.socketio.netty;

import java.net.InetSocketAddress;
import java.util.Set;

import com.corundumstudio.socketio.SocketIOServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineServer;
import io.p2p.engineio.http.EngineConnections;

/**
 * Takes clients on a port of its own, that of netty-socketio's configuration.
 *
 * @since 0.1.0
 */
public final class PortConnector implements ServerConnector {

	private final SocketIOServer server;

	private volatile @Nullable EngineConnections connections;

	private volatile @Nullable Channel channel;

	/**
	 * Create a connector that does not listen yet.
	 * @param server netty-socketio's server, whose channel pipeline is replaced
	 */
	public PortConnector(SocketIOServer server) {
		this.server = server;
	}

	@Override
	public void start(EngineServer engine) {
		UnusedTimers.release(this.server);
		// not in the constructor: nothing stops the pipeline if the context fails then
		EngineConnections current = new EngineConnections(engine);
		this.connections = current;
		this.server.setPipelineFactory(new ServerPipeline(current));
		ChannelFuture bound = (ChannelFuture) this.server.startAsync();
		bound.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			this.server.stop();
			throw P2pListenException.of(this.server.getConfiguration(), bound.cause());
		}
		this.channel = bound.channel();
	}

	@Override
	public void stop() {
		if (this.channel != null) {
			this.channel = null;
			this.server.stop();
		}
	}

	@Override
	public boolean isListening() {
		Channel current = this.channel;
		return current != null && current.isActive();
	}

	@Override
	public int port() {
		Channel current = this.channel;
		return (current != null && current.localAddress() instanceof InetSocketAddress address) ? address.getPort()
				: -1;
	}

	@Override
	public Set<EventExecutor> loops() {
		EngineConnections current = this.connections;
		return (current != null) ? current.loops() : Set.of();
	}

	@Override
	public boolean isFlushed() {
		EngineConnections current = this.connections;
		return current == null || current.isFlushed();
	}

	@Override
	public String toString() {
		return "port " + port();
	}

}
