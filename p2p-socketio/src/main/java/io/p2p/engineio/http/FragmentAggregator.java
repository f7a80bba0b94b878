package io.p2p.engineio.http;

import java.util.List;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;

import io.p2p.engineio.exchange.FrameListener;

/**
 * Joins the fragments of a WebSocket message. Each fragment counts as a packet against
 * the client's rate, even an empty one: else a message could have any number of them.
 */
final class FragmentAggregator extends WebSocketFrameAggregator {

	private final FrameListener listener;

	FragmentAggregator(FrameListener listener, int maxPayload) {
		super(maxPayload);
		this.listener = listener;
	}

	// Netty calls this for fragments only: acceptInboundMessage() lets whole messages by.
	@Override
	protected void decode(ChannelHandlerContext context, WebSocketFrame fragment, List<Object> out) throws Exception {
		if (this.listener.charge()) {
			super.decode(context, fragment, out);
		}
		else {
			context.close();
		}
	}

}
