package io.p2p.socketio.netty;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import io.netty.channel.Channel;

import io.p2p.engineio.http.EngineConnections;

/**
 * Sets up the channel pipeline of a connection, in place of netty-socketio's own, which
 * implements only a part of the protocol. See {@code SocketIOServer.setPipelineFactory}.
 */
final class ServerPipeline extends SocketIOChannelInitializer {

	private final EngineConnections connections;

	ServerPipeline(EngineConnections connections) {
		this.connections = connections;
	}

	@Override
	public void start(Configuration configuration, NamespacesHub namespaces) {
		// do not create netty-socketio's own handlers
	}

	@Override
	protected void initChannel(Channel channel) {
		channel.pipeline().addLast(this.connections);
	}

	@Override
	public void stop() {
		UnusedTimers.release(this);
		this.connections.closeAll();
	}

}
