package io.p2p.benchmarks.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.NettyRuntime;

/**
 * What Netty can do at most on this work: a relay of WebSocket messages that answers the
 * handshakes of Socket.IO and looks at nothing else.
 *
 * @since 0.1.0
 */
public final class BareServer {

	private static final int MAX_PAYLOAD = 1_000_000;

	private static final int FLUSH_AFTER = 256;

	private static final int BACKLOG = 4096;

	private BareServer() {
	}

	/**
	 * Serve until standard input ends.
	 * @param args the port to listen on
	 */
	public static void main(String[] args) {
		BareRooms rooms = new BareRooms();
		WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
			.websocketPath("/socket.io/")
			.checkStartsWith(true)
			.maxFramePayloadLength(MAX_PAYLOAD)
			.build();
		// a loop per core: one that writes to another's connections has to hand over
		MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(NettyRuntime.availableProcessors(),
				NioIoHandler.newFactory());
		new ServerBootstrap().group(loops)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new FlushConsolidationHandler(FLUSH_AFTER, true))
						.addLast(new HttpServerCodec())
						.addLast(new HttpObjectAggregator(MAX_PAYLOAD))
						.addLast(new WebSocketServerProtocolHandler(config))
						.addLast(new BareHandler(rooms));
				}

			})
			.bind("127.0.0.1", Integer.parseInt(args[0]))
			.syncUninterruptibly();
		ServerControl.serve();
	}

}
