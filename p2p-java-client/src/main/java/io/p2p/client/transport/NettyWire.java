package io.p2p.client.transport;

import java.util.Objects;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.InUse;
import io.p2p.client.loop.Timer;
import io.p2p.client.wire.Failure;

/**
 * Connections by Netty. Used in its loop.
 *
 * @since 0.1.0
 */
public final class NettyWire implements Wire {

	private final WireOptions options;

	private final NettyLoop loop;

	private final Backoff backoff;

	private final Timer retry;

	private @Nullable Listener listener;

	// the connection that there is, or that is being made
	private @Nullable EngineConnection connection;

	private boolean active;

	/**
	 * Create a client, which does not connect yet.
	 * @param options where and how it connects
	 * @param loop its loop
	 */
	public NettyWire(WireOptions options, NettyLoop loop) {
		this.options = options;
		this.loop = loop;
		this.backoff = new Backoff(options.reconnectDelay(), options.maxReconnectDelay());
		this.retry = new Timer(loop);
	}

	@Override
	public void listen(Listener its) {
		this.listener = its;
	}

	private Listener listener() {
		return Objects.requireNonNull(this.listener, "nobody listens");
	}

	@Override
	public void open() {
		if (!this.active) {
			this.active = true;
			InUse.begin();
			connect();
		}
	}

	private void deactivate() {
		if (this.active) {
			this.active = false;
			InUse.end();
		}
	}

	private void connect() {
		EngineConnection attempt = new EngineConnection(this.options, this.loop, new Events());
		this.connection = attempt;
		Bootstrap bootstrap = new Bootstrap().group(this.loop.eventLoop())
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.options.connectTimeout().toMillis())
			.handler(attempt.initializer());
		ChannelFuture connected = bootstrap.connect(this.options.uri().getHost(), this.options.port());
		// the last that is sent leaves before the process ends
		InUse.begin();
		connected.channel().closeFuture().addListener((closed) -> InUse.end());
		connected.addListener((done) -> {
			if (!done.isSuccess()) {
				attempt.fail(String.valueOf(done.cause().getMessage()), done.cause());
			}
		});
	}

	@Override
	public void close() {
		deactivate();
		this.retry.stop();
		EngineConnection its = this.connection;
		if (its != null) {
			its.leave();
		}
	}

	@Override
	public void drop() {
		EngineConnection its = this.connection;
		if (its != null) {
			its.end(End.BROKEN);
		}
	}

	@Override
	public boolean isConnected() {
		EngineConnection its = this.connection;
		return its != null && its.isConnected();
	}

	@Override
	public boolean isActive() {
		return this.active;
	}

	@Override
	public boolean isBusy() {
		Channel channel = (this.connection != null) ? this.connection.channel() : null;
		return channel != null && !channel.isWritable();
	}

	@Override
	public int maxPayload() {
		return (this.connection != null) ? this.connection.maxPayload() : Integer.MAX_VALUE;
	}

	@Override
	public void send(OutgoingPacket packet) {
		EngineConnection its = this.connection;
		if (its != null) {
			its.send(packet);
		}
	}

	/**
	 * Read no more for now, or again: who sends is slowed down by TCP.
	 * @param reading whether to read
	 */
	public void reading(boolean reading) {
		Channel channel = (this.connection != null) ? this.connection.channel() : null;
		if (channel != null) {
			channel.config().setAutoRead(reading);
		}
	}

	private void tryLater() {
		if (this.active) {
			this.retry.start(this.backoff.nextMs(this.loop.random()), this::connect);
		}
	}

	/**
	 * What one connection tells.
	 */
	private final class Events implements EngineConnection.Events {

		@Override
		public ObjectNode connecting(ObjectNode auth) {
			return listener().connecting(auth);
		}

		@Override
		public void connected(String id) {
			NettyWire.this.backoff.reset();
			listener().connected(id);
		}

		@Override
		public void received(Packet packet) {
			listener().received(packet);
		}

		@Override
		public void refused(Failure failure) {
			// as Socket.IO's clients do: the server has decided
			deactivate();
			NettyWire.this.connection = null;
			listener().failed(failure);
		}

		@Override
		public void failed(Failure failure) {
			NettyWire.this.connection = null;
			tryLater();
			listener().failed(failure);
		}

		@Override
		public void ended(End end) {
			NettyWire.this.connection = null;
			if (end == End.SERVER) {
				deactivate();
			}
			tryLater();
			listener().disconnected(end);
		}

	}

}
