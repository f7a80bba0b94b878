package io.p2p.socketio.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.RawJson;
import io.p2p.socketio.NamespaceConnection;

/**
 * Makes the application's view of a client's handshake and CONNECT.
 *
 * @since 0.1.0
 */
public final class Handshakes {

	private static final String BEARER = "Bearer ";

	private static final String TOKEN = "token";

	private Handshakes() {
	}

	/**
	 * The handshake of a client.
	 * @param connection the client in the namespace
	 * @return its request and its auth object
	 */
	public static PeerHandshake of(NamespaceConnection connection) {
		Handshake request = connection.session().handshake();
		RawJson auth = connection.auth();
		Map<String, List<String>> headers = new HashMap<>();
		request.headers()
			.forEach((header) -> headers
				.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
				.add(header.getValue()));
		return new PeerHandshake(new QueryStringDecoder(request.uri()).path(), headers, request.parameters(), auth,
				request.remoteAddress(), token(request, auth), request.principal());
	}

	private static @Nullable String token(Handshake request, @Nullable RawJson auth) {
		String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
		if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
			return header.substring(BEARER.length()).trim();
		}
		if (auth != null) {
			Map<?, ?> members = PeerMessageCodec.PROTOCOL.read(auth.bytes(), 0, auth.bytes().length, Map.class);
			Object token = (members != null) ? members.get(TOKEN) : null;
			// even if it is no string: the authenticator is to refuse it
			return (token != null) ? token.toString() : null;
		}
		// in Engine.IO v3 a page can send a token in no other way
		List<String> query = (request.version() == EngineVersion.V3) ? request.parameters().get(TOKEN) : null;
		return (query != null) ? query.get(0) : null;
	}

}
