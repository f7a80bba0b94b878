package io.p2p.engineio.limit;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Decides which web pages may connect. Browsers send a server's cookies with the requests
 * of any page, so a server that lets every page in lets every page act as its visitors.
 *
 * @param allowed origins such as {@code https://example.org}, or {@code *} for any; in
 * addition to pages from the host that the request itself names
 */
public record OriginPolicy(Set<String> allowed) {

	public OriginPolicy {
		allowed = Set.copyOf(allowed);
	}

	/**
	 * Whether a request may proceed. Browsers send {@code Origin} with all requests of a
	 * page but a GET to its own origin. Behind a reverse proxy that does not pass
	 * {@code Host} on, the first poll is such a GET, and the POSTs after it would be
	 * refused: {@code Referer} has it refused, too.
	 * @param headers the headers of the request
	 * @return whether to let it in
	 */
	public boolean allows(HttpHeaders headers) {
		String origin = headers.get(HttpHeaderNames.ORIGIN);
		String asking = (origin != null) ? origin : originOf(headers.get(HttpHeaderNames.REFERER));
		if (asking == null) {
			// no page, unless the browser says that another site's page embeds this URL
			return this.allowed.contains("*") || !"cross-site".equals(headers.get("sec-fetch-site"));
		}
		return allows(asking, headers.get(HttpHeaderNames.HOST));
	}

	private static @Nullable String originOf(@Nullable String referer) {
		try {
			URI uri = (referer != null) ? new URI(referer) : null;
			return (uri != null && uri.getHost() != null) ? uri.getScheme() + "://" + uri.getRawAuthority() : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private boolean allows(String origin, @Nullable String host) {
		if (this.allowed.contains("*") || this.allowed.contains(origin)) {
			return true;
		}
		String originHost = host(origin);
		return originHost != null && host != null && originHost.equalsIgnoreCase(host("http://" + host));
	}

	// The port does not count: pages are often served on another port than the sockets.
	private static @Nullable String host(String uri) {
		try {
			return new URI(uri).getHost();
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
