package io.p2p.engineio.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.EngineExchange;
import io.p2p.engineio.EngineRequest;
import io.p2p.engineio.EngineRouter;
import io.p2p.engineio.EngineServer;
import io.p2p.engineio.EngineSession;
import io.p2p.engineio.PollingTransport;
import io.p2p.engineio.WebSocketUpgrade;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.Payload;

/**
 * The requests of one HTTP connection, one after the other: takes their bodies, up to the
 * limit, and hands them to the transport they are for.
 */
final class EngineHandler extends ChannelDuplexHandler {

	private static final Logger logger = LoggerFactory.getLogger(EngineHandler.class);

	private final EngineServer server;

	private final EngineRouter router;

	private final RequestDeadline deadline;

	// what is read at the moment; null also for a request that was answered by its head
	private @Nullable EngineRequest request;

	private @Nullable ByteBuf body;

	private volatile boolean unanswered;

	// the session whose poll waits or whose packets come on this connection
	private @Nullable EngineSession served;

	EngineHandler(EngineServer server, RequestDeadline deadline) {
		this.deadline = deadline;
		this.server = server;
		this.router = new EngineRouter(server);
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
			// one at a time: responses would overtake each other, and those that nobody
			// reads would pile up
			context.close();
			return;
		}
		this.unanswered = true;
		EngineExchange exchange = EngineExchange.of(context.channel(), head, this.server.options().origins());
		this.request = this.router.route(head, exchange);
		if (this.request == null || !this.request.isPost()) {
			return;
		}
		boolean asks = HttpUtil.is100ContinueExpected(head);
		// who asks before is no page that has miscounted
		int limit = asks ? this.server.options().maxPayload() : this.server.options().maxBody();
		if (HttpUtil.getContentLength(head, 0L) > limit) {
			refuse(this.request);
			return;
		}
		if (this.request.session() != null && this.request.session().transport() instanceof PollingTransport polling) {
			this.served = this.request.session();
			this.served.inOrder(() -> polling.posted().begin(exchange));
		}
		if (asks) {
			exchange.proceed();
		}
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
				refuse(reading);
				return;
			}
			this.body.writeBytes(content.content());
		}
		if (content instanceof LastHttpContent) {
			Payload payload = reading.payload(this.body);
			reset();
			end(context, reading, payload);
		}
	}

	// the rest of the body is not waited for
	private void refuse(EngineRequest large) {
		reset();
		InvalidPacketException reason = InvalidPacketException.tooLarge(this.server.options().maxPayload());
		EngineExchange exchange = large.exchange().last();
		if (large.session() != null && large.session().transport() instanceof PollingTransport polling) {
			large.session().inOrder(() -> polling.posted().refuse(exchange, reason));
		}
		else {
			this.server.refused(reason.fault().refusal(), exchange.channel().remoteAddress(), reason.getMessage());
			exchange.fail(reason.fault().error());
		}
	}

	private void reset() {
		this.request = null;
		if (this.body != null) {
			this.body.release();
			this.body = null;
		}
	}

	private void end(ChannelHandlerContext context, EngineRequest complete, Payload payload) {
		EngineSession session = complete.session();
		EngineExchange exchange = complete.exchange();
		if (complete.isWebSocket()) {
			new WebSocketUpgrade(this.server, complete).run(context);
		}
		else if (session == null && complete.isFarewell()) {
			this.server.farewell(payload);
			exchange.reply(HttpResponseStatus.OK, new Payload(Payload.TEXT, new byte[0]));
		}
		else if (session == null) {
			this.server.openPolling(complete);
		}
		else if (session.transport() instanceof PollingTransport polling) {
			this.served = session;
			session.inOrder(
					complete.isPost() ? () -> polling.posted().take(exchange, payload) : () -> polling.get(exchange));
		}
		else {
			exchange.fail(EngineError.BAD_REQUEST);
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
		Channel channel = context.channel();
		EngineSession session = this.served;
		if (session != null && session.transport() instanceof PollingTransport polling) {
			session.inOrder(() -> polling.gone(channel));
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof DecoderException || LostConnection.isToldBy(cause))) {
			logger.warn("A request failed", cause);
		}
		context.close();
	}

}
