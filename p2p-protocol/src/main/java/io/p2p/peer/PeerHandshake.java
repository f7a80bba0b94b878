package io.p2p.peer;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The handshake of a client: the HTTP request that its session began with, and the
 * {@code auth} object of its CONNECT. It may hold secrets (cookies, tokens), so that
 * {@link #toString()} has only the address.
 *
 * @param path the path of the request, without the query
 * @param headers the headers of the request by their names in lower case
 * @param parameters the query of the request, decoded
 * @param auth the {@code auth} object of the client, JSON, {@code null} if it gave none
 * @param remoteAddress the address that the connection came from, or a proxy's
 * @param token the client's bearer token, from the {@code Authorization} header, else
 * {@code token} of {@code auth} (in Engine.IO v3, of the query), {@code null} for none
 * @param principal the user whom the application's web server has authenticated for the
 * request, {@code null} if there is none, or the server has a port of its own
 * @since 0.1.0
 */
public record PeerHandshake(String path, Map<String, List<String>> headers, Map<String, List<String>> parameters,
		@Nullable RawJson auth, InetSocketAddress remoteAddress, @Nullable String token,
		@Nullable Principal principal) {

	/**
	 * Create a handshake without a token and a user.
	 * @param path the path of the request, without the query
	 * @param headers the headers of the request by their names in lower case
	 * @param parameters the query of the request, decoded
	 * @param auth the {@code auth} object of the client, JSON, {@code null} for none
	 * @param remoteAddress the address that the connection came from
	 */
	public PeerHandshake(String path, Map<String, List<String>> headers, Map<String, List<String>> parameters,
			@Nullable RawJson auth, InetSocketAddress remoteAddress) {
		this(path, headers, parameters, auth, remoteAddress, null, null);
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
