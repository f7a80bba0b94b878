package io.p2p.engineio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.EngineExchange;
import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.Payload;

/**
 * A valid request of Engine.IO, whose body may still be on its way. Used on the executor
 * of its exchange.
 *
 * @since 0.1.0
 */
public final class EngineRequest {

	private final EngineServer server;

	private final HttpRequest head;

	private final EngineExchange exchange;

	private final EngineVersion version;

	private final Map<String, List<String>> parameters;

	private final @Nullable EngineSession session;

	/**
	 * Create a request.
	 * @param head method, path and headers
	 * @param exchange the exchange that takes the response
	 * @param version the revision of Engine.IO
	 * @param parameters the query, decoded
	 * @param session the session of its {@code sid}, {@code null} if it has none
	 */
	EngineRequest(EngineServer server, HttpRequest head, EngineExchange exchange, EngineVersion version,
			Map<String, List<String>> parameters, @Nullable EngineSession session) {
		this.server = server;
		this.head = head;
		this.exchange = exchange;
		this.version = version;
		this.parameters = parameters;
		this.session = session;
	}

	HttpRequest head() {
		return this.head;
	}

	EngineExchange exchange() {
		return this.exchange;
	}

	@Nullable EngineSession session() {
		return this.session;
	}

	/**
	 * Whether the request has a body to be taken.
	 * @return {@code false} for a GET
	 */
	public boolean isPost() {
		return HttpMethod.POST.equals(this.head.method());
	}

	/**
	 * Whether a page says by this POST that it has gone (docs/protocol.md, "Coming
	 * back"). Such a request names no Engine.IO session, as that may have ended already.
	 */
	static boolean isFarewell(HttpRequest head, Map<String, List<String>> parameters) {
		return HttpMethod.POST.equals(head.method()) && parameters.containsKey("farewell");
	}

	Handshake handshake() {
		HttpExchange http = this.exchange.http();
		return new Handshake(this.version, this.head.uri(), this.head.headers(), http.remoteAddress(),
				http.localAddress(), http.principal());
	}

	/**
	 * Expect the body.
	 * @return {@code false} if the body is too large and the request has been answered
	 */
	boolean begin() {
		if (!isPost()) {
			return true;
		}
		boolean asks = HttpUtil.is100ContinueExpected(this.head);
		// a client that sends Expect: 100-continue is no browser that has miscounted
		int limit = asks ? this.server.options().maxPayload() : this.server.options().maxBody();
		if (HttpUtil.getContentLength(this.head, 0L) > limit) {
			refuseBody();
			return false;
		}
		inSession((polling) -> polling.posted().begin(this.exchange));
		if (asks) {
			this.exchange.http().proceed();
		}
		return true;
	}

	/**
	 * Refuse a body that turns out to be too large, without reading the rest of it.
	 */
	public void refuseBody() {
		InvalidPacketException reason = InvalidPacketException.tooLarge(this.server.options().maxPayload());
		EngineExchange last = this.exchange.last();
		if (!inSession((polling) -> polling.posted().refuse(last, reason))) {
			this.server.refused(reason.fault().refusal(), last.http().remoteAddress(), reason.getMessage());
			last.fail(reason.fault().error());
		}
	}

	/**
	 * Process the request, now that all of its body has come.
	 * @param bytes the body, empty if there is none
	 */
	public void complete(byte[] bytes) {
		Payload body = new Payload(this.head.headers().get(HttpHeaderNames.CONTENT_TYPE, Payload.TEXT), bytes);
		if (EngineRouter.WEBSOCKET.equals(EngineRouter.first(this.parameters, "transport"))) {
			new WebSocketUpgrade(this.server, this).run();
		}
		else if (this.session == null && isFarewell(this.head, this.parameters)) {
			this.server.farewell(new String(bytes, StandardCharsets.UTF_8));
			this.exchange.reply(HttpResponseStatus.OK, new Payload(Payload.TEXT, new byte[0]), null);
		}
		else if (this.session == null) {
			this.server.openPolling(this);
		}
		else if (!inSession(isPost() ? (polling) -> polling.posted().take(this.exchange, body)
				: (polling) -> polling.get(this.exchange))) {
			this.exchange.fail(EngineError.BAD_REQUEST);
		}
	}

	/**
	 * What to do when the connection ends, whether the request has been answered or not.
	 * The task does not keep the request in memory.
	 * @return a task for the executor of the exchange, to be run once
	 */
	public Runnable whenGone() {
		EngineSession its = this.session;
		HttpExchange http = this.exchange.http();
		return () -> inSession(its, (polling) -> polling.gone(http));
	}

	private boolean inSession(Consumer<PollingTransport> action) {
		return inSession(this.session, action);
	}

	private static boolean inSession(@Nullable EngineSession its, Consumer<PollingTransport> action) {
		if (its == null || !(its.transport() instanceof PollingTransport polling)) {
			return false;
		}
		its.inOrder(() -> action.accept(polling));
		return true;
	}

}
