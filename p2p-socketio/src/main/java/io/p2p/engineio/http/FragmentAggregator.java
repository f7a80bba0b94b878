package io.p2p.engineio.http;

import java.util.List;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;

import io.p2p.engineio.exchange.FrameListener;

/**
 * Puts the fragments of a WebSocket message together. Each of them counts as much as a
 * packet of its client, whatever is in it: else one message could have any number.
 */
final class FragmentAggregator extends WebSocketFrameAggregator {

	private final FrameListener listener;

	FragmentAggregator(FrameListener listener, int maxPayload) {
		super(maxPayload);
		this.listener = listener;
	}

	// called for fragments only: what is whole passes by
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
