package io.p2p.engineio;

import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.EngineExchange;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.Payload;
import io.p2p.engineio.protocol.Refusal;

/**
 * Decides from the head of a request what it is, before any of its body is taken.
 */
final class EngineRouter {

	static final String WEBSOCKET = "websocket";

	private static final String POLLING = "polling";

	private final EngineServer server;

	private final EngineOptions options;

	EngineRouter(EngineServer server) {
		this.server = server;
		this.options = server.options();
	}

	/**
	 * Check a request, and answer it if it is refused or needs no body.
	 * @return the request, {@code null} if it has been answered
	 */
	@Nullable EngineRequest route(HttpRequest head, EngineExchange exchange) {
		QueryStringDecoder query = decode(head.uri());
		if (query == null || head.decoderResult().isFailure()) {
			return refuse(exchange, EngineError.BAD_REQUEST, null);
		}
		if (!isOurs(query.path())) {
			this.server.refused(Refusal.OTHER_PATH, exchange.http().remoteAddress(), null);
			exchange.reply(HttpResponseStatus.NOT_FOUND, new Payload(Payload.TEXT, new byte[0]), null);
			return null;
		}
		if (HttpMethod.OPTIONS.equals(head.method())) {
			// for any origin: a page that may not connect can then read why
			exchange.preflight(head.headers());
			return null;
		}
		Map<String, List<String>> parameters = query.parameters();
		String sid = first(parameters, "sid");
		EngineSession session = (sid != null) ? this.server.find(sid) : null;
		if (!exchange.allowed()) {
			return forbid(exchange, session);
		}
		EngineVersion version = EngineVersion.of(first(parameters, "EIO"));
		EngineError error = check(head, parameters, version, sid, session);
		if (error != null || version == null) {
			return refuse(exchange, (error != null) ? error : EngineError.UNSUPPORTED_VERSION, version);
		}
		return new EngineRequest(this.server, head, exchange, version, parameters, session);
	}

	// With or without the slash at the end, for socket.io-client's addTrailingSlash.
	private boolean isOurs(String path) {
		String ours = this.options.path();
		return ours.startsWith(path) && path.length() >= ours.length() - 1;
	}

	// Ends the session as well: a GET without an Origin header may have begun it.
	private @Nullable EngineRequest forbid(EngineExchange exchange, @Nullable EngineSession session) {
		this.server.count(HandshakeOutcome.FORBIDDEN_ORIGIN);
		if (session != null) {
			session.close(CloseReason.TRANSPORT_ERROR);
		}
		this.server.refused(Refusal.FORBIDDEN_ORIGIN, exchange.http().remoteAddress(), exchange.origin());
		exchange.fail(EngineError.FORBIDDEN_ORIGIN);
		return null;
	}

	private @Nullable EngineRequest refuse(EngineExchange exchange, EngineError error,
			@Nullable EngineVersion version) {
		boolean old = error == EngineError.UNSUPPORTED_VERSION && version == EngineVersion.V3;
		this.server.refused(old ? Refusal.OLD_PROTOCOL : error.refusal(), exchange.http().remoteAddress(),
				error.message());
		exchange.fail(error);
		return null;
	}

	// QueryStringDecoder decodes lazily: ask for both parts here. Its exception is
	// dropped, as the message quotes the query.
	private static @Nullable QueryStringDecoder decode(String uri) {
		try {
			QueryStringDecoder query = new QueryStringDecoder(uri);
			return (query.path() != null && query.parameters() != null) ? query : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private @Nullable EngineError check(HttpRequest head, Map<String, List<String>> parameters,
			@Nullable EngineVersion version, @Nullable String sid, @Nullable EngineSession session) {
		String transport = first(parameters, "transport");
		boolean webSocket = WEBSOCKET.equals(transport);
		if (!webSocket && !POLLING.equals(transport)) {
			return EngineError.TRANSPORT_UNKNOWN;
		}
		if (version == null || (version == EngineVersion.V3 && !this.options.allowEio3())) {
			return EngineError.UNSUPPORTED_VERSION;
		}
		if (sid != null && session == null) {
			return EngineError.UNKNOWN_SID;
		}
		boolean get = HttpMethod.GET.equals(head.method());
		if (session == null && !get && !EngineRequest.isFarewell(head, parameters)) {
			return EngineError.BAD_HANDSHAKE_METHOD;
		}
		if (webSocket) {
			return (get && asksForWebSocket(head.headers())) ? null : EngineError.BAD_REQUEST;
		}
		boolean ofSession = session == null || (session.version() == version && !session.isWebSocket());
		return (ofSession && (get || HttpMethod.POST.equals(head.method()))) ? null : EngineError.BAD_REQUEST;
	}

	private static boolean asksForWebSocket(HttpHeaders headers) {
		return headers.contains(HttpHeaderNames.UPGRADE, WEBSOCKET, true)
				&& headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
				&& "13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
				&& headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
	}

	static @Nullable String first(Map<String, List<String>> parameters, String name) {
		List<String> values = parameters.get(name);
		return (values != null) ? values.get(0) : null;
	}

}
