package io.p2p.engineio.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.EngineRequest;
import io.p2p.engineio.EngineServer;

/**
 * Reads the requests of one HTTP connection, one after the other, and their bodies up to
 * the limit.
 */
final class EngineHandler extends ChannelDuplexHandler {

	private static final Logger logger = LoggerFactory.getLogger(EngineHandler.class);

	private final EngineServer server;

	private final RequestDeadline deadline;

	// The request whose body is being read; null if it was answered by its head alone.
	private @Nullable EngineRequest request;

	private @Nullable ByteBuf body;

	private volatile boolean unanswered;

	// of the current or last request
	private @Nullable Runnable whenGone;

	EngineHandler(EngineServer server, RequestDeadline deadline) {
		this.deadline = deadline;
		this.server = server;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (message instanceof HttpRequest head) {
				begin(context, head);
			}
			if (message instanceof LastHttpContent) {
				this.deadline.complete();
			}
			if (message instanceof HttpContent content && this.request != null) {
				take(context, content, this.request);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void begin(ChannelHandlerContext context, HttpRequest head) {
		if (this.unanswered || !context.channel().isWritable()) {
			// HTTP pipelining is not supported: responses could overtake each other, and
			// pile up if the client does not read them.
			context.close();
			return;
		}
		this.unanswered = true;
		this.request = this.server.take(head, new NettyHttpExchange(context, head, this.server.options()));
		this.whenGone = (this.request != null) ? this.request.whenGone() : null;
	}

	private void take(ChannelHandlerContext context, HttpContent content, EngineRequest reading) {
		if (content.decoderResult().isFailure()) {
			reset();
			context.close();
			return;
		}
		if (reading.isPost() && content.content().isReadable()) {
			if (this.body == null) {
				this.body = context.alloc().buffer();
			}
			if (this.body.readableBytes() + content.content().readableBytes() > this.server.options().maxBody()) {
				reset();
				reading.refuseBody();
				return;
			}
			this.body.writeBytes(content.content());
		}
		if (content instanceof LastHttpContent) {
			byte[] bytes = (this.body != null) ? ByteBufUtil.getBytes(this.body) : new byte[0];
			reset();
			reading.complete(bytes);
		}
	}

	private void reset() {
		this.request = null;
		if (this.body != null) {
			this.body.release();
			this.body = null;
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response && !HttpResponseStatus.CONTINUE.equals(response.status())) {
			this.unanswered = false;
		}
		context.write(message, promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		reset();
		if (this.whenGone != null) {
			this.whenGone.run();
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof DecoderException || ChannelFailures.isLostConnection(cause))) {
			logger.warn("A request failed", cause);
		}
		context.close();
	}

}
