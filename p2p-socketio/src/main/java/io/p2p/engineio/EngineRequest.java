package io.p2p.engineio;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.Payload;

/**
 * A request of the protocol.
 *
 * @param head method, path and headers
 * @param exchange where its response goes
 * @param version the revision of Engine.IO
 * @param parameters the query, decoded
 * @param session the session it is for, {@code null} to begin one
 */
record EngineRequest(HttpRequest head, EngineExchange exchange, EngineVersion version,
		Map<String, List<String>> parameters, @Nullable EngineSession session) {

	boolean isPost() {
		return HttpMethod.POST.equals(this.head.method());
	}

	/**
	 * Whether a page says by it that it has gone: of no session, whose connection may
	 * have ended already.
	 */
	boolean isFarewell() {
		return isFarewell(this.head, this.parameters);
	}

	static boolean isFarewell(HttpRequest head, Map<String, List<String>> parameters) {
		return HttpMethod.POST.equals(head.method()) && parameters.containsKey("farewell");
	}

	boolean isWebSocket() {
		return EngineRouter.WEBSOCKET.equals(EngineRouter.first(this.parameters, "transport"));
	}

	Handshake handshake() {
		return new Handshake(this.version, this.head.uri(), this.head.headers(),
				(InetSocketAddress) this.exchange.channel().remoteAddress(),
				(InetSocketAddress) this.exchange.channel().localAddress());
	}

	Payload payload(@Nullable ByteBuf body) {
		HttpHeaders headers = this.head.headers();
		return new Payload(headers.get(HttpHeaderNames.CONTENT_TYPE, Payload.TEXT),
				(body != null) ? ByteBufUtil.getBytes(body) : new byte[0]);
	}

}
