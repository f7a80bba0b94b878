package io.p2p.engineio.limit;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Decides which web pages may connect. Browsers send cookies along wherever a page comes
 * from, so a server that lets every page in lets every page act for its visitors.
 *
 * @param allowed origins such as {@code https://example.org}, or {@code *} for any; in
 * addition to pages from the host that the request itself names
 */
public record OriginPolicy(Set<String> allowed) {

	public OriginPolicy {
		allowed = Set.copyOf(allowed);
	}

	/**
	 * Whether a request may proceed. A page's requests name its origin, but for the GET
	 * to what the page takes for its own server: the first of long polling, through a
	 * reverse proxy that does not pass {@code Host} on. Such a page is known by where it
	 * comes from, so that it does not get a session with which it may not go on.
	 * @param headers the headers of the request
	 * @return whether to let it in
	 */
	public boolean allows(HttpHeaders headers) {
		String origin = headers.get(HttpHeaderNames.ORIGIN);
		String asking = (origin != null) ? origin : originOf(headers.get(HttpHeaderNames.REFERER));
		if (asking == null) {
			// none of our clients: a page that only embeds the address
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

	// pages are often served on another port than the sockets: the port does not count
	private static @Nullable String host(String uri) {
		try {
			return new URI(uri).getHost();
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
