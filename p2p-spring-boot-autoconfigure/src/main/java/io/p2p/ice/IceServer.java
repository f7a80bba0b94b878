package io.p2p.ice;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server in the shape of the browser's {@code RTCIceServer}.
 *
 * @param urls one or more of {@code stun:}, {@code stuns:}, {@code turn:} and
 * {@code turns:} URLs
 * @param username the user name for TURN
 * @param credential the password for TURN
 * @since 0.1.0
 */
public record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {

	public IceServer {
		urls = List.copyOf(urls);
		if (urls.isEmpty()) {
			throw new IllegalArgumentException("An ICE server needs a URL");
		}
		for (String url : urls) {
			if (!url.matches("(stuns?|turns?):.+")) {
				throw new IllegalArgumentException(
						"'" + url + "' is no ICE server URL: it starts with stun:, stuns:, turn: or turns:");
			}
		}
	}

	@Override
	public String toString() {
		return "IceServer" + this.urls;
	}

}
