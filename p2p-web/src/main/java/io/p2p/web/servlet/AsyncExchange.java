package io.p2p.web.servlet;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.handler.codec.http.HttpHeaderNames;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.p2p.web.WebAnswer;
import io.p2p.web.WebConnector;
import io.p2p.web.WebRequest;

/**
 * A request of long polling, which may wait for its response for long, and holds no
 * thread meanwhile.
 */
final class AsyncExchange implements AsyncListener {

	private final AtomicBoolean answered = new AtomicBoolean();

	private final AtomicBoolean completed = new AtomicBoolean();

	private final WebConnector connector;

	private final WebRequest request;

	private final AsyncContext context;

	private volatile @Nullable Writer writer;

	private AsyncExchange(WebConnector connector, WebRequest request, AsyncContext context) {
		this.connector = connector;
		this.request = request;
		this.context = context;
	}

	/**
	 * Have a request answered when the engine has an answer.
	 */
	static void begin(WebConnector connector, WebRequest target, HttpServletRequest request) throws IOException {
		AsyncContext context = request.startAsync();
		context.setTimeout(target.timeout().toMillis());
		AsyncExchange exchange = new AsyncExchange(connector, target, context);
		context.addListener(exchange);
		target.begin(ServletHead.read(request));
		if (request.getContentLengthLong() == 0 || !"POST".equals(request.getMethod())) {
			target.complete();
		}
		else {
			ServletInputStream in = request.getInputStream();
			in.setReadListener(new ServletBody(in, target, exchange::unreadable));
		}
		target.answer().whenComplete(exchange::answer);
	}

	// On an event loop, or on the container's thread.
	private void answer(@Nullable WebAnswer answer, @Nullable Throwable failure) {
		if (!this.answered.compareAndSet(false, true)) {
			if (answer instanceof WebAnswer.Response response) {
				response.finish();
			}
			return;
		}
		HttpServletResponse response = (HttpServletResponse) this.context.getResponse();
		try {
			if (answer instanceof WebAnswer.Response said) {
				ServletResponses.head(said, response);
				ServletOutputStream out = response.getOutputStream();
				Writer writing = new Writer(out, said, ServletResponses.body(said));
				this.connector.writing(1);
				this.writer = writing;
				out.setWriteListener(writing);
				return;
			}
			if (answer instanceof WebAnswer.Upgrade upgrade) {
				// the request has no Upgrade header, so that the engine does not get here
				upgrade.socket().abandon();
			}
			response.setStatus((failure != null) ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
					: HttpServletResponse.SC_BAD_REQUEST);
			complete();
		}
		catch (IOException | IllegalStateException ex) {
			// the client has gone, and with it the response
			if (answer instanceof WebAnswer.Response said && this.writer == null) {
				said.finish();
			}
			lost();
		}
	}

	// The container cannot tell where the next request begins either.
	private void unreadable() {
		if (this.answered.compareAndSet(false, true)) {
			HttpServletResponse response = (HttpServletResponse) this.context.getResponse();
			response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
			response.setHeader(HttpHeaderNames.CONNECTION.toString(), "close");
		}
		lost();
	}

	private void lost() {
		this.answered.set(true);
		Writer unread = this.writer;
		if (unread != null) {
			unread.end();
		}
		this.request.gone();
		complete();
	}

	private void complete() {
		if (this.completed.compareAndSet(false, true)) {
			try {
				this.context.complete();
			}
			catch (IllegalStateException ex) {
				// the container has completed it
			}
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.completed.set(true);
	}

	// Engine.IO answers each poll within its ping interval: this is a body that does not
	// come, or a response that nobody reads.
	@Override
	public void onTimeout(AsyncEvent event) {
		lost();
	}

	@Override
	public void onError(AsyncEvent event) {
		lost();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// is not started again
	}

	/**
	 * Writes the body of the response as the client reads it.
	 */
	private final class Writer implements WriteListener {

		private static final int CHUNK = 16 * 1024;

		private final AtomicBoolean over = new AtomicBoolean();

		private final ServletOutputStream out;

		private final WebAnswer.Response said;

		private final byte[] body;

		private int written;

		private Writer(ServletOutputStream out, WebAnswer.Response said, byte[] body) {
			this.out = out;
			this.said = said;
			this.body = body;
		}

		@Override
		public void onWritePossible() throws IOException {
			while (this.written < this.body.length && this.out.isReady()) {
				int length = Math.min(CHUNK, this.body.length - this.written);
				this.out.write(this.body, this.written, length);
				this.written += length;
			}
			if (this.written == this.body.length && this.out.isReady() && end()) {
				complete();
			}
		}

		@Override
		public void onError(Throwable failure) {
			if (end()) {
				lost();
			}
		}

		private boolean end() {
			if (!this.over.compareAndSet(false, true)) {
				return false;
			}
			AsyncExchange.this.connector.writing(-1);
			this.said.finish();
			return true;
		}

	}

}
