package io.p2p.socketio.wire;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * The request that a session began with.
 *
 * @param version the revision of Engine.IO
 * @param uri path and query
 * @param parameters the query, decoded
 * @param headers the headers
 * @param remoteAddress where it came from
 * @param localAddress where it arrived
 * @since 0.1.0
 */
public record Handshake(EngineVersion version, String uri, Map<String, List<String>> parameters, HttpHeaders headers,
		InetSocketAddress remoteAddress, InetSocketAddress localAddress) {

}
