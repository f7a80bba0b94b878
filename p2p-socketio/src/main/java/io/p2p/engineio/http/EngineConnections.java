package io.p2p.engineio.http;

import java.net.InetSocketAddress;
import java.util.Set;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.util.concurrent.EventExecutor;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.EngineServer;
import io.p2p.engineio.limit.ConnectionLimiter;

/**
 * The TCP connections of a server on a port of its own: sets up their pipelines and keeps
 * track of them.
 *
 * @since 0.1.0
 */
public final class EngineConnections extends ChannelInitializer<Channel> {

	private final OpenChannels channels = new OpenChannels();

	private final EngineServer server;

	/**
	 * Create the connections of a server.
	 * @param server the engine
	 */
	public EngineConnections(EngineServer server) {
		this.server = server;
	}

	@Override
	protected void initChannel(Channel channel) {
		InetSocketAddress address = (InetSocketAddress) channel.remoteAddress();
		ConnectionLimiter limiter = this.server.limiter();
		EngineOptions options = this.server.options();
		boolean proxy = options.proxies().speaksForOthers(address);
		boolean announced = options.proxies().isProtocol();
		// the connections of a proxy are not one client's
		if ((announced && !proxy) || !limiter.admitChannel(address, !proxy)) {
			channel.close();
			return;
		}
		channel.closeFuture().addListener((closed) -> limiter.channelClosed(address, !proxy));
		this.channels.add(channel);
		ChannelPipeline pipeline = channel.pipeline();
		if (announced) {
			pipeline.addLast(new HAProxyMessageDecoder(), new ProxyProtocol());
		}
		if (options.tls() != null) {
			pipeline.addLast(options.tls().get().newHandler(channel.alloc()));
		}
		RequestDeadline deadline = new RequestDeadline(options.requestTimeout().toMillis());
		pipeline.addLast(deadline);
		pipeline.addLast(new HttpServerCodec());
		if (options.compression()) {
			pipeline.addLast(new WebSocketServerCompressionHandler(options.maxPayload()));
		}
		pipeline.addLast(new EngineHandler(this.server, deadline));
	}

	/**
	 * All event loops of the server, found by one of its connections.
	 * @return the event loops; none if there is no connection
	 */
	public Set<EventExecutor> loops() {
		return this.channels.loops();
	}

	/**
	 * Whether everything has been written, and every WebSocket has ended.
	 * @return whether no connection has anything to do any more
	 */
	public boolean isFlushed() {
		return this.channels.isFlushed();
	}

	/**
	 * End all sessions and connections.
	 */
	public void closeAll() {
		this.server.closeAll(CloseReason.SHUTDOWN);
		// Those without a session too, while their event loops can still release what the
		// pipelines hold.
		this.channels.closeAll();
	}

}
