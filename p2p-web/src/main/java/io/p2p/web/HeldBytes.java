package io.p2p.web;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Keeps what a channel reads until this is removed, for the handlers behind.
 */
final class HeldBytes extends ChannelInboundHandlerAdapter {

	private final Queue<Object> held = new ArrayDeque<>();

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.held.add(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		// when this is removed
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		this.held.forEach(ReferenceCountUtil::release);
		this.held.clear();
		super.channelInactive(context);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (!this.held.isEmpty()) {
			this.held.forEach(context::fireChannelRead);
			this.held.clear();
			context.fireChannelReadComplete();
		}
	}

}
