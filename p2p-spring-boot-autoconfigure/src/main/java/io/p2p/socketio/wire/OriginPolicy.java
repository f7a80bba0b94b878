package io.p2p.socketio.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

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
	 * Whether a request may proceed.
	 * @param origin the {@code Origin} header, {@code null} when the client is no browser
	 * @param host the {@code Host} header
	 * @return whether to let it in
	 */
	boolean allows(@Nullable String origin, @Nullable String host) {
		if (origin == null || this.allowed.contains("*") || this.allowed.contains(origin)) {
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
