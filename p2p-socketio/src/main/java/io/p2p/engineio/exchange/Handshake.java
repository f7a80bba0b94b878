package io.p2p.engineio.exchange;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;

/**
 * The request that a session began with. It is kept as long as the session but seldom
 * read, so query and headers are kept compact and parsed on each call.
 *
 * @since 0.1.0
 */
public final class Handshake {

	// separates names and values, as no valid header contains it
	private static final char END = '\n';

	private final EngineVersion version;

	private final String uri;

	private final byte[] headers;

	private final InetSocketAddress remoteAddress;

	private final InetSocketAddress localAddress;

	private final @Nullable Principal principal;

	/**
	 * Create the handshake of a request.
	 * @param version the revision of Engine.IO
	 * @param uri path and query
	 * @param headers the headers
	 * @param remoteAddress where it came from
	 * @param localAddress where it arrived
	 * @param principal who the web server says that it is from, {@code null} if that does
	 * not know
	 */
	public Handshake(EngineVersion version, String uri, HttpHeaders headers, InetSocketAddress remoteAddress,
			InetSocketAddress localAddress, @Nullable Principal principal) {
		this.version = version;
		this.uri = uri;
		this.headers = pack(headers);
		this.remoteAddress = remoteAddress;
		this.localAddress = localAddress;
		this.principal = principal;
	}

	private static byte[] pack(HttpHeaders headers) {
		StringBuilder all = new StringBuilder(512);
		headers.iteratorCharSequence()
			.forEachRemaining(
					(header) -> all.append(header.getKey()).append(END).append(header.getValue()).append(END));
		return all.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Whether the client's WebSockets do not report close frames, as OkHttp's.
	 * @return whether the client is made with OkHttp, as the Java client is
	 */
	public boolean isFromOkHttp() {
		return headers().get(HttpHeaderNames.USER_AGENT, "").startsWith("okhttp");
	}

	/**
	 * The revision of Engine.IO.
	 * @return the version
	 */
	public EngineVersion version() {
		return this.version;
	}

	/**
	 * Path and query.
	 * @return the URI as it came
	 */
	public String uri() {
		return this.uri;
	}

	/**
	 * The query, decoded.
	 * @return the values of each parameter
	 */
	public Map<String, List<String>> parameters() {
		return new QueryStringDecoder(this.uri).parameters();
	}

	/**
	 * The headers.
	 * @return a copy of them
	 */
	public HttpHeaders headers() {
		HttpHeaders unpacked = new DefaultHttpHeaders();
		String[] all = new String(this.headers, StandardCharsets.UTF_8).split(String.valueOf(END), -1);
		for (int i = 0; i + 1 < all.length; i += 2) {
			unpacked.add(all[i], all[i + 1]);
		}
		return unpacked;
	}

	/**
	 * Where the request came from.
	 * @return the client's address, or that of a proxy
	 */
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	/**
	 * Where the request arrived.
	 * @return the server's address
	 */
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	/**
	 * Who the web server says that the request is from.
	 * @return the user, {@code null} if there is no web server or it does not know
	 */
	public @Nullable Principal principal() {
		return this.principal;
	}

}
