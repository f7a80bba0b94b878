package io.p2p.web;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;

import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.http.NettyFrameSink;
import io.p2p.engineio.http.OpenChannels;
import io.p2p.engineio.http.WebSocketHandshake;
import io.p2p.engineio.protocol.EngineVersion;

/**
 * A WebSocket that the engine has accepted, and whose connection the web server still
 * has. It is taken once, or abandoned.
 *
 * @since 0.1.0
 */
public final class PendingWebSocket {

	private final AtomicBoolean settled = new AtomicBoolean();

	private final EventLoop loop;

	private final EngineOptions options;

	private final OpenChannels channels;

	private final EngineVersion version;

	private final Function<FrameSink, FrameListener> open;

	private final WebSocketHandshake handshake;

	PendingWebSocket(EventLoop loop, EngineOptions options, OpenChannels channels, HttpHeaders request,
			EngineVersion version, Function<FrameSink, FrameListener> open) {
		this.loop = loop;
		this.options = options;
		this.channels = channels;
		this.version = version;
		this.open = open;
		this.handshake = new WebSocketHandshake(request, options);
	}

	/**
	 * The settings of the server.
	 * @return the settings
	 */
	public EngineOptions options() {
		return this.options;
	}

	/**
	 * The headers of the response with status 101, where the web server writes it.
	 * @return name and value of each
	 */
	public HttpHeaders response() {
		return this.handshake.response();
	}

	/**
	 * Take a connection whose request has been answered, and which is on no event loop
	 * yet.
	 * @param channel the connection, which reads and writes bytes
	 * @param early what has been read of it already, released by this
	 */
	public void take(Channel channel, ByteBuf early) {
		if (!this.settled.compareAndSet(false, true)) {
			early.release();
			channel.unsafe().closeForcibly();
			return;
		}
		register(channel, () -> {
			begin(channel);
			channel.pipeline().fireChannelRead(early).fireChannelReadComplete();
		}, early::release);
	}

	/**
	 * Take a connection whose request has been answered, and which is on an event loop of
	 * Netty's. Called there; that may change.
	 * @param channel the connection
	 * @param prune removes the handlers that have read and written frames so far
	 */
	public void takeOver(Channel channel, Runnable prune) {
		if (!this.settled.compareAndSet(false, true)) {
			channel.close();
			return;
		}
		// what comes until the handlers are there must not get lost
		HeldBytes held = new HeldBytes();
		channel.pipeline().addLast(held);
		prune.run();
		if (this.loop.inEventLoop()) {
			begin(channel);
			channel.pipeline().remove(held);
			return;
		}
		channel.deregister().addListener((left) -> register(channel, () -> {
			begin(channel);
			channel.pipeline().remove(held);
		}, () -> {
			// the handler has released what it held
		}));
	}

	// Registers on the event loop itself: from elsewhere, the channel could have read by
	// the time that its handlers are there.
	private void register(Channel channel, Runnable then, Runnable otherwise) {
		this.loop.execute(() -> this.loop.register(channel).addListener((registered) -> {
			if (registered.isSuccess()) {
				then.run();
			}
			else {
				otherwise.run();
				fail(channel);
			}
		}));
	}

	private void begin(Channel channel) {
		this.channels.add(channel);
		this.handshake.addCodec(channel.pipeline());
		FrameListener listener = this.open.apply(new NettyFrameSink(channel, this.version));
		WebSocketHandshake.addListener(channel.pipeline(), listener, this.options.maxPayload());
		channel.config().setAutoRead(true);
		listener.opened();
		if (!channel.isActive()) {
			// closed before the listener could hear of it
			listener.closed();
		}
	}

	private void fail(Channel channel) {
		channel.unsafe().closeForcibly();
		drop();
	}

	/**
	 * Give up, as the connection has ended or cannot become a WebSocket. Without effect
	 * if it has been taken. May be called on any thread.
	 */
	public void abandon() {
		if (this.settled.compareAndSet(false, true)) {
			this.loop.execute(this::drop);
		}
	}

	// The session has been created: it ends as if its WebSocket had been opened and lost.
	private void drop() {
		this.open.apply(new ClosedSink()).closed();
	}

}
