package io.p2p.web;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineServer;
import io.p2p.engineio.http.OpenChannels;
import io.p2p.socketio.netty.ServerConnector;

/**
 * Takes the clients of a Socket.IO server from a web server, which gives each of its
 * requests to {@link #open}.
 *
 * @since 0.1.0
 */
public final class WebConnector implements ServerConnector {

	private static final long STOP_TIMEOUT_SECONDS = 2;

	private final OpenChannels channels = new OpenChannels();

	private final AtomicInteger writing = new AtomicInteger();

	private final IntSupplier port;

	private final String path;

	private volatile @Nullable Running running;

	/**
	 * Create a connector that takes no requests yet.
	 * @param port the port of the web server, -1 while it does not listen
	 * @param path where the web server gives requests to this
	 */
	public WebConnector(IntSupplier port, String path) {
		this.port = port;
		this.path = path;
	}

	@Override
	public void start(EngineServer engine) {
		// event loops never block: more of them than processors are of no use
		this.running = new Running(engine, new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
				new DefaultThreadFactory("p2p-io"), NioIoHandler.newFactory()));
	}

	@Override
	public void stop() {
		Running current = this.running;
		this.running = null;
		if (current != null) {
			current.engine.closeAll(CloseReason.SHUTDOWN);
			this.channels.closeAll();
			current.loops.shutdownGracefully(0, STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
		}
	}

	/**
	 * Take a request, on one of the event loops of this.
	 * @param caller whom it is from
	 * @return what to hand it over to, {@code null} while no requests are taken
	 */
	public @Nullable WebRequest open(WebCaller caller) {
		Running current = this.running;
		return (current != null) ? new WebRequest(current.engine, this.channels, current.loops.next(), caller) : null;
	}

	/**
	 * Take a request of a web server that is on Netty as well.
	 * @param loop the event loop of its connection
	 * @param caller whom it is from
	 * @return what to hand it over to, {@code null} while no requests are taken
	 */
	public @Nullable WebRequest open(EventLoop loop, WebCaller caller) {
		Running current = this.running;
		return (current != null) ? new WebRequest(current.engine, this.channels, loop, caller) : null;
	}

	/**
	 * Count the responses that the web server is writing.
	 * @param change 1 for one that begins, -1 for one that ends
	 */
	public void writing(int change) {
		this.writing.addAndGet(change);
	}

	@Override
	public boolean isListening() {
		return this.running != null && this.port.getAsInt() > 0;
	}

	@Override
	public int port() {
		return this.port.getAsInt();
	}

	@Override
	public Set<EventExecutor> loops() {
		Set<EventExecutor> loops = new HashSet<>(this.channels.loops());
		Running current = this.running;
		if (current != null) {
			current.loops.forEach(loops::add);
		}
		return loops;
	}

	@Override
	public boolean isFlushed() {
		return this.writing.get() == 0 && this.channels.isFlushed();
	}

	@Override
	public String toString() {
		return "the web server's port " + this.port.getAsInt() + ", path " + this.path;
	}

	private record Running(EngineServer engine, EventLoopGroup loops) {

	}

}
