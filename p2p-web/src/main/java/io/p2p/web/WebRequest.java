package io.p2p.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.EngineServer;
import io.p2p.engineio.http.EventLoopExecutor;
import io.p2p.engineio.http.OpenChannels;

/**
 * One request that a web server has received. The web server hands it over as it comes,
 * on any thread but one call after the other; the engine sees it on an event loop.
 *
 * @since 0.1.0
 */
public final class WebRequest {

	private static final Logger logger = LoggerFactory.getLogger(WebRequest.class);

	private final CompletableFuture<WebAnswer> answer = new CompletableFuture<>();

	private final EngineServer engine;

	private final OpenChannels channels;

	private final EventLoop loop;

	private final WebCaller caller;

	// Used on the event loop only.
	private @Nullable WebExchange exchange;

	WebRequest(EngineServer engine, OpenChannels channels, EventLoop loop, WebCaller caller) {
		this.engine = engine;
		this.channels = channels;
		this.loop = loop;
		this.caller = caller;
	}

	/**
	 * The answer, which comes at any time, even before the body has come; never if the
	 * client has gone. It fails if the engine does.
	 * @return completed on any thread
	 */
	public CompletableFuture<WebAnswer> answer() {
		return this.answer;
	}

	/**
	 * How large the body may be. More need not be handed over.
	 * @return the size in bytes
	 */
	public int maxBody() {
		return this.engine.options().maxBody();
	}

	/**
	 * How long the request may take before the web server gives it up.
	 * @return the time from now to the last byte of its response
	 */
	public Duration timeout() {
		return this.engine.options().requestTimeout();
	}

	/**
	 * The head of the request has come.
	 * @param head method, path below the context and query, headers
	 */
	public void begin(HttpRequest head) {
		execute(() -> {
			WebExchange begun = new WebExchange(this.engine, this.channels, EventLoopExecutor.of(this.loop),
					this.caller, this.answer);
			this.exchange = begun;
			begun.begin(head);
		});
	}

	/**
	 * A part of the body has come.
	 * @param bytes the part
	 */
	public void append(byte[] bytes) {
		inExchange((begun) -> begun.append(bytes));
	}

	/**
	 * The whole request has come.
	 */
	public void complete() {
		inExchange(WebExchange::complete);
	}

	/**
	 * The client has gone, or the web server has given the request up.
	 */
	public void gone() {
		inExchange(WebExchange::gone);
	}

	private void inExchange(Consumer<WebExchange> action) {
		execute(() -> {
			if (this.exchange != null) {
				action.accept(this.exchange);
			}
		});
	}

	private void execute(Runnable task) {
		try {
			this.loop.execute(() -> run(task));
		}
		catch (RejectedExecutionException ex) {
			// the server has stopped
			this.answer.completeExceptionally(ex);
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			if (this.answer.completeExceptionally(ex)) {
				logger.warn("A request failed", ex);
			}
		}
	}

}
