package io.p2p.web.servlet;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.handler.codec.http.HttpHeaderNames;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.ServerHttpObservationFilter;

import io.p2p.web.WebAnswer;
import io.p2p.web.WebConnector;
import io.p2p.web.WebRequest;

/**
 * Gives the requests of a servlet container to the Socket.IO server. It is registered for
 * the path of the server and all below, with {@code asyncSupported}.
 *
 * @since 0.1.0
 */
public final class EngineServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	private static final int RETRY_AFTER_SECONDS = 5;

	private static final long UPGRADE_SECONDS = 10;

	private final transient WebConnector connector;

	private final transient ConnectionTakeover takeover;

	private final String pattern;

	/**
	 * Create a servlet.
	 * @param connector gets the requests
	 * @param takeover has the container give up connections that become WebSockets
	 * @param pattern names the path of the server and all below where requests are
	 * measured
	 */
	public EngineServlet(WebConnector connector, ConnectionTakeover takeover, String pattern) {
		this.connector = connector;
		this.takeover = takeover;
		this.pattern = pattern;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((observation) -> observation.setPathPattern(this.pattern));
		WebRequest target = this.connector.open(ServletHead.caller(request));
		if (target == null) {
			response.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
			response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		}
		else if (isUpgrade(request)) {
			upgrade(target, request, response);
		}
		else {
			AsyncExchange.begin(this.connector, target, request);
		}
	}

	// HTTP clients offer others, such as h2c.
	private static boolean isUpgrade(HttpServletRequest request) {
		return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaderNames.UPGRADE.toString()));
	}

	// Waits for one turn of an event loop: the container switches protocols only in here.
	private void upgrade(WebRequest target, HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		target.begin(ServletHead.read(request));
		target.complete();
		try {
			WebAnswer answer = target.answer().get(UPGRADE_SECONDS, TimeUnit.SECONDS);
			if (answer instanceof WebAnswer.Upgrade upgrade) {
				ServletResponses.headers(upgrade.socket().response(), response);
				this.takeover.upgrade(request, response, upgrade.socket());
			}
			else if (answer instanceof WebAnswer.Response said) {
				write(said, response);
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			target.answer().cancel(false);
			target.gone();
			response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			target.gone();
		}
	}

	private static void write(WebAnswer.Response said, HttpServletResponse response) throws IOException {
		try {
			ServletResponses.head(said, response);
			response.getOutputStream().write(ServletResponses.body(said));
		}
		finally {
			said.finish();
		}
	}

}
