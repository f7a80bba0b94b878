package io.p2p.web;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.EngineRequest;
import io.p2p.engineio.EngineServer;
import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.http.EventLoopExecutor;
import io.p2p.engineio.http.OpenChannels;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.SerialExecutor;

/**
 * One request as the engine sees it, on its event loop.
 */
final class WebExchange implements HttpExchange {

	private final CompletableFuture<WebAnswer> answer;

	private final RequestBody body;

	private final EngineServer engine;

	private final OpenChannels channels;

	private final WebCaller caller;

	private EventLoopExecutor executor;

	private @Nullable EngineRequest request;

	private @Nullable Runnable whenGone;

	/**
	 * Create an exchange. Called on the event loop that it is to have.
	 * @param engine answers the request
	 * @param channels gets the connection if it becomes a WebSocket
	 * @param executor the event loop
	 * @param caller whom the request is from
	 * @param answer completed with what the engine answers
	 */
	WebExchange(EngineServer engine, OpenChannels channels, EventLoopExecutor executor, WebCaller caller,
			CompletableFuture<WebAnswer> answer) {
		this.engine = engine;
		this.channels = channels;
		this.executor = executor;
		this.caller = caller;
		this.answer = answer;
		this.body = new RequestBody(engine.options().maxBody());
	}

	/**
	 * The head of the request has come.
	 * @param head method, path below the context and query, headers
	 */
	void begin(HttpRequest head) {
		this.request = this.engine.take(head, this);
		this.whenGone = (this.request != null) ? this.request.whenGone() : null;
	}

	/**
	 * A part of the body has come.
	 * @param bytes the part
	 */
	void append(byte[] bytes) {
		EngineRequest reading = this.request;
		if (reading == null || !reading.isPost() || this.body.append(bytes)) {
			return;
		}
		this.request = null;
		reading.refuseBody();
	}

	/**
	 * The whole request has come.
	 */
	void complete() {
		EngineRequest reading = this.request;
		if (reading != null) {
			this.request = null;
			reading.complete(this.body.take());
		}
	}

	/**
	 * The client has gone, or the web server has given the request up.
	 */
	void gone() {
		this.request = null;
		Runnable task = this.whenGone;
		this.whenGone = null;
		if (task != null) {
			task.run();
		}
	}

	@Override
	public SerialExecutor executor() {
		return this.executor;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.caller.remote();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.caller.local();
	}

	@Override
	public @Nullable Principal principal() {
		return this.caller.principal();
	}

	@Override
	public void respond(FullHttpResponse response, boolean last, @Nullable Runnable written) {
		WebAnswer.Response said = new WebAnswer.Response(response, last, written);
		if (!this.answer.complete(said)) {
			said.finish();
		}
	}

	// The web server does so itself when it is asked for the body.
	@Override
	public void proceed() {
	}

	@Override
	public void moveTo(SerialExecutor executor, Runnable then) {
		this.executor = (EventLoopExecutor) executor;
		executor.execute(then);
	}

	@Override
	public void webSocket(HttpRequest head, EngineVersion version, Function<FrameSink, FrameListener> open) {
		EngineOptions options = this.engine.options();
		PendingWebSocket socket = new PendingWebSocket(this.executor.loop(), options, this.channels, head.headers(),
				version, open);
		// whoever was to take the connection may have failed without a word
		this.executor.schedule(socket::abandon, options.upgradeTimeout());
		if (!this.answer.complete(new WebAnswer.Upgrade(socket))) {
			socket.abandon();
		}
	}

}
