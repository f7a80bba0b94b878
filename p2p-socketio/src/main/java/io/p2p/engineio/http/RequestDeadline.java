package io.p2p.engineio.http;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which nothing comes, and one whose request takes too long: a
 * client that sends a byte now and then never runs into a read timeout.
 */
final class RequestDeadline extends ReadTimeoutHandler {

	private final long millis;

	private boolean begun;

	private @Nullable Future<?> deadline;

	RequestDeadline(long millis) {
		super(millis, TimeUnit.MILLISECONDS);
		this.millis = millis;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		this.begun = true;
		super.channelRead(context, message);
	}

	// Not set in channelRead(): most requests come in one read and need no timer.
	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		if (this.begun && this.deadline == null && !context.isRemoved()) {
			this.deadline = context.executor().schedule(() -> context.close(), this.millis, TimeUnit.MILLISECONDS);
		}
		super.channelReadComplete(context);
	}

	/**
	 * The whole request has been read.
	 */
	void complete() {
		this.begun = false;
		if (this.deadline != null) {
			this.deadline.cancel(false);
			this.deadline = null;
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) throws Exception {
		complete();
		super.handlerRemoved(context);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		complete();
		super.channelInactive(context);
	}

}
