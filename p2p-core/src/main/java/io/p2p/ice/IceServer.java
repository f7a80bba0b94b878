package io.p2p.ice;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server in the shape of the browser's {@code RTCIceServer}. A browser
 * opens no link at all if one of its ICE servers is invalid, which {@link #check()} finds
 * out. Configured servers are checked at the start; invalid ones of an
 * {@link IceServersProvider} are left out.
 *
 * @param urls one or more URLs as of RFC 7064 and RFC 7065, for example
 * {@code stun:stun.example.org}, {@code turn:turn.example.org:3478?transport=tcp} or
 * {@code turns:[2001:db8::1]}
 * @param username the user name, required for TURN
 * @param credential the password, required for TURN
 * @since 0.1.0
 */
public record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {

	private static final Pattern URL = Pattern.compile("(?:stuns?:HOST|turns?:HOST(?:\\?transport=(?:udp|tcp))?)"
		.replace("HOST", "([\\w.-]+|\\[[0-9A-Fa-f:.]+\\])(?::(\\d{1,5}))?"));

	// browsers take a host whose last part is a number for an IPv4 address
	private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");

	private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

	private static final int MAX_PORT = 0xffff;

	// RFC 8489, 14.3
	private static final int MAX_USERNAME_BYTES = 509;

	public IceServer {
		urls = (urls != null) ? urls.stream().map(String::valueOf).toList() : List.of();
	}

	/**
	 * Make a server that asks for no credentials.
	 * @param url a {@code stun:} or {@code stuns:} URL
	 * @return the server
	 * @throws InvalidIceServerException if the URL is invalid
	 */
	public static IceServer of(String url) {
		return stun(url);
	}

	/**
	 * Make a server that asks for no credentials.
	 * @param urls one or more {@code stun:} and {@code stuns:} URLs
	 * @return the server
	 * @throws InvalidIceServerException if one of the URLs is invalid
	 */
	public static IceServer stun(String... urls) {
		IceServer server = new IceServer(List.of(urls), null, null);
		server.check();
		return server;
	}

	/**
	 * Check that a browser takes this server. Not done by the constructor, as a vendor's
	 * answer may have valid servers besides.
	 * @throws InvalidIceServerException if there is no URL or an invalid one, or if this
	 * is a TURN server and the user name or the credential is missing or empty, or the
	 * user name is too long
	 */
	public void check() {
		if (this.urls.isEmpty()) {
			throw new InvalidIceServerException("urls", "", "name the server", "An ICE server needs a URL");
		}
		this.urls.forEach(IceServer::check);
		if (this.urls.stream().anyMatch(IceServer::isTurn)) {
			checkCredentials();
		}
	}

	private void checkCredentials() {
		if (this.username == null || this.credential == null) {
			throw new InvalidIceServerException((this.username != null) ? "credential" : "username", "not set",
					"be set for a TURN server", "A TURN server needs a username and a credential: " + this.urls);
		}
		int bytes = this.username.getBytes(StandardCharsets.UTF_8).length;
		if (bytes == 0) {
			throw new InvalidIceServerException("username", "", "not be empty for a TURN server",
					"A TURN server needs a username that is not empty: " + this.urls);
		}
		if (bytes > MAX_USERNAME_BYTES) {
			throw new InvalidIceServerException("username", bytes + " bytes",
					"be at most " + MAX_USERNAME_BYTES + " bytes for a TURN server",
					"A TURN server takes a username of at most " + MAX_USERNAME_BYTES + " bytes: " + this.urls);
		}
		if (this.credential.isEmpty()) {
			throw new InvalidIceServerException("credential", "", "not be empty for a TURN server",
					"A TURN server needs a credential that is not empty: " + this.urls);
		}
	}

	static boolean isUrl(String url) {
		Matcher parts = URL.matcher(url);
		return parts.matches() && isHost(parts.group(1)) && isHost(parts.group(3)) && isPort(parts.group(2))
				&& isPort(parts.group(4));
	}

	private static void check(String url) {
		if (!isUrl(url)) {
			String form = "one such as stun:stun.example.org or turn:turn.example.org:3478?transport=udp";
			throw new InvalidIceServerException("urls", url, "be ICE server URLs, " + form,
					"'" + url + "' is no ICE server URL: expected " + form);
		}
	}

	private static boolean isHost(@Nullable String host) {
		if (host == null || !host.startsWith("[")) {
			return host == null || !NUMBER_AT_END.matcher(host).matches() || IPV4.matcher(host).matches();
		}
		try {
			// an IPv6 address in brackets is parsed without a DNS look-up
			return InetAddress.getByName(host) != null;
		}
		catch (UnknownHostException ex) {
			return false;
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
