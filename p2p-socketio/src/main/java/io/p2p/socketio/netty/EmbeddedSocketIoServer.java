package io.p2p.socketio.netty;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * netty-socketio's server with a life cycle for an application context: the superclass
 * takes over four seconds to stop, and does not name its threads.
 *
 * @since 0.1.0
 */
public class EmbeddedSocketIoServer extends SocketIOServer {

	private static final long STOP_TIMEOUT_SECONDS = 2;

	private @Nullable SocketIOChannelInitializer pipeline;

	private @Nullable EventLoopGroup acceptor;

	private @Nullable EventLoopGroup workers;

	/**
	 * Create a server that does not listen yet.
	 * @param configuration its settings
	 */
	public EmbeddedSocketIoServer(Configuration configuration) {
		super(noticingFailures(configuration));
		UnusedTimers.release(this);
	}

	private static Configuration noticingFailures(Configuration configuration) {
		configuration.setExceptionListener(new ListenerFailures(configuration.getExceptionListener()));
		return configuration;
	}

	@Override
	public void setPipelineFactory(SocketIOChannelInitializer pipeline) {
		super.setPipelineFactory(pipeline);
		this.pipeline = pipeline;
	}

	@Override
	@SuppressWarnings("unchecked") // the superclass promises a future of nothing
	public Future<Void> startAsync() {
		Configuration configuration = getConfiguration();
		this.acceptor = group(1, "p2p-accept");
		this.workers = group(configuration.getWorkerThreads(), "p2p-io");
		ServerBootstrap bootstrap = new ServerBootstrap().group(this.acceptor, this.workers)
			.channel(NioServerSocketChannel.class)
			.childHandler(this.pipeline);
		applyConnectionOptions(bootstrap);
		String hostname = configuration.getHostname();
		return bootstrap.bind((hostname != null) ? new InetSocketAddress(hostname, configuration.getPort())
				: new InetSocketAddress(configuration.getPort()));
	}

	@Override
	public void stop() {
		stop(this.acceptor);
		if (this.pipeline != null) {
			this.pipeline.stop();
		}
		stop(this.workers);
	}

	private static EventLoopGroup group(int threads, String name) {
		return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), NioIoHandler.newFactory());
	}

	private static void stop(@Nullable EventLoopGroup group) {
		if (group != null) {
			group.shutdownGracefully(0, STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
		}
	}

}
