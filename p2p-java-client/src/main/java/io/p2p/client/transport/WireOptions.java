package io.p2p.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where and how a client connects.
 *
 * @param uri where the server is: {@code http}, {@code https}, {@code ws} or {@code wss}
 * @param path the path of its endpoint
 * @param namespace the namespace of Socket.IO
 * @param headers the HTTP headers of each connection, asked for anew for each
 * @param auth what the application says to each CONNECT, asked for anew for each
 * @param sslContext whom to trust, {@code null} for what the JDK trusts
 * @param connectTimeout how long a connection may take to be made
 * @param reconnectDelay how long to wait after the first attempt that has failed
 * @param maxReconnectDelay how long to wait at most
 * @since 0.1.0
 */
public record WireOptions(URI uri, String path, String namespace, Supplier<Map<String, String>> headers,
		Supplier<ObjectNode> auth, @Nullable SSLContext sslContext, Duration connectTimeout, Duration reconnectDelay,
		Duration maxReconnectDelay) {

	/**
	 * Whether connections are encrypted.
	 * @return whether the scheme says so
	 */
	public boolean secure() {
		String scheme = String.valueOf(this.uri.getScheme());
		return scheme.equals("https") || scheme.equals("wss");
	}

	/**
	 * The port to connect to.
	 * @return that of the address, or of its scheme
	 */
	public int port() {
		if (this.uri.getPort() > 0) {
			return this.uri.getPort();
		}
		return secure() ? 443 : 80;
	}

}
