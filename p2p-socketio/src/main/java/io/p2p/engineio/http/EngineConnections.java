package io.p2p.engineio.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
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

	private static final Duration MARGIN = Duration.ofSeconds(5);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

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
		if (!limiter.admitChannel(address)) {
			channel.close();
			return;
		}
		this.channels.add(channel);
		channel.closeFuture().addListener((closed) -> {
			this.channels.remove(channel);
			limiter.channelClosed(address);
		});
		EngineOptions options = this.server.options();
		ChannelPipeline pipeline = channel.pipeline();
		if (options.tls() != null) {
			pipeline.addLast(options.tls().get().newHandler(channel.alloc()));
		}
		// By then a ping has answered any waiting poll, and the client has sent the next.
		long silence = options.pingInterval().plus(options.pingTimeout()).plus(MARGIN).toMillis();
		RequestDeadline deadline = new RequestDeadline(silence);
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
		Set<EventExecutor> loops = new HashSet<>();
		this.channels.stream().limit(1).forEach((channel) -> channel.eventLoop().parent().forEach(loops::add));
		return loops;
	}

	/**
	 * Whether everything has been written, and every WebSocket has ended.
	 * @return whether no connection has anything to do any more
	 */
	public boolean isFlushed() {
		return this.channels.stream().allMatch(EngineConnections::isFlushed);
	}

	private static boolean isFlushed(Channel channel) {
		ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
		return buffer == null
				|| (buffer.totalPendingWriteBytes() == 0 && channel.pipeline().get(WebSocketFrames.class) == null);
	}

	/**
	 * End all sessions and connections.
	 */
	public void closeAll() {
		this.server.closeAll(CloseReason.SHUTDOWN);
		// Those without a session too, while their event loops can still release what the
		// pipelines hold.
		List<Channel> open = List.copyOf(this.channels);
		open.forEach(Channel::close);
		open.forEach((channel) -> channel.closeFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis()));
	}

}
