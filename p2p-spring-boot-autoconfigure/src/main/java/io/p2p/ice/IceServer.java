package io.p2p.ice;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server in the shape of the browser's {@code RTCIceServer}. What a
 * browser would not take, and then open no link at all, is refused here.
 *
 * @param urls one or more URLs as of RFC 7064 and RFC 7065, for example
 * {@code stun:stun.example.org}, {@code turn:turn.example.org:3478?transport=tcp} or
 * {@code turns:[2001:db8::1]}
 * @param username the user name, without which there is no TURN
 * @param credential the password, without which there is no TURN
 * @since 0.1.0
 */
public record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {

	private static final Pattern URL = Pattern
		.compile("(?:stuns?:HOST|turns?:HOST(?:\\?transport=(?:udp|tcp))?)".replace("HOST",
				"(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+\\])(?::(\\d{1,5}))?"));

	private static final int MAX_PORT = 0xffff;

	public IceServer {
		urls = List.copyOf(urls);
		if (urls.isEmpty()) {
			throw new IllegalArgumentException("An ICE server needs a URL");
		}
		urls.forEach(IceServer::check);
		if ((username == null || credential == null) && urls.stream().anyMatch(IceServer::isTurn)) {
			throw new IllegalArgumentException("A TURN server needs a username and a credential: " + urls);
		}
	}

	/**
	 * Make a server that asks for no credentials.
	 * @param urls one or more {@code stun:} and {@code stuns:} URLs
	 * @return the server
	 */
	public static IceServer stun(String... urls) {
		return new IceServer(List.of(urls), null, null);
	}

	static boolean isUrl(String url) {
		Matcher parts = URL.matcher(url);
		return parts.matches() && isPort(parts.group(1)) && isPort(parts.group(2));
	}

	private static void check(String url) {
		if (!isUrl(url)) {
			throw new IllegalArgumentException("'" + url + "' is no ICE server URL: expected one such as "
					+ "stun:stun.example.org or turn:turn.example.org:3478?transport=udp");
		}
	}

	static boolean isTurn(String url) {
		return url.startsWith("turn");
	}

	private static boolean isPort(@Nullable String port) {
		return port == null || (Integer.parseInt(port) > 0 && Integer.parseInt(port) <= MAX_PORT);
	}

	@Override
	public String toString() {
		return "IceServer" + this.urls;
	}

}
