package io.p2p.client.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

import io.p2p.client.loop.Loop;

/**
 * How a client closes its connection, so that all that it has sent arrives.
 */
final class Farewell {

	private static final double PATIENCE_MS = 5_000;

	private Farewell() {
	}

	/**
	 * Have the server close a connection: were it closed here while something of the
	 * server's is unread, TCP would have the server lose what that has not read yet.
	 */
	static void bid(Channel channel, Loop loop) {
		channel.config().setAutoRead(true);
		channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
		Runnable patience = loop.schedule(channel::close, PATIENCE_MS);
		channel.closeFuture().addListener((closed) -> patience.run());
	}

}
