package io.p2p.peer;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a client said when it connected: the HTTP request that its session began with, and
 * what the page gave as {@code auth}. It may hold secrets (cookies, tokens), so only the
 * address is in its string form.
 *
 * @param path the path of the request, without the query
 * @param headers the headers of the request by their names in lower case
 * @param parameters the query of the request, decoded
 * @param auth the {@code auth} object of the client, JSON, {@code null} if it gave none
 * @param remoteAddress the address that the connection came from, a proxy's where there
 * is one
 * @param token the client's bearer token: that of its {@code Authorization} header, else
 * the member {@code token} of its {@code auth} object, {@code null} if it brought none
 * @since 0.1.0
 */
public record PeerHandshake(String path, Map<String, List<String>> headers, Map<String, List<String>> parameters,
		@Nullable RawJson auth, InetSocketAddress remoteAddress, @Nullable String token) {

	/**
	 * A handshake without a token.
	 * @param path the path of the request, without the query
	 * @param headers the headers of the request by their names in lower case
	 * @param parameters the query of the request, decoded
	 * @param auth the {@code auth} object of the client, JSON, {@code null} for none
	 * @param remoteAddress the address that the connection came from
	 */
	public PeerHandshake(String path, Map<String, List<String>> headers, Map<String, List<String>> parameters,
			@Nullable RawJson auth, InetSocketAddress remoteAddress) {
		this(path, headers, parameters, auth, remoteAddress, null);
	}

	/**
	 * The first value of a header.
	 * @param name the name, in any case
	 * @return the value, {@code null} if the request had no such header
	 */
	public @Nullable String header(String name) {
		return first(this.headers.get(name.toLowerCase(Locale.ROOT)));
	}

	/**
	 * The first value of a parameter of the query.
	 * @param name the name
	 * @return the value, {@code null} if the query had no such parameter
	 */
	public @Nullable String parameter(String name) {
		return first(this.parameters.get(name));
	}

	private static @Nullable String first(@Nullable List<String> values) {
		return (values != null && !values.isEmpty()) ? values.get(0) : null;
	}

	@Override
	public String toString() {
		return "PeerHandshake[remoteAddress=" + this.remoteAddress + "]";
	}

}
