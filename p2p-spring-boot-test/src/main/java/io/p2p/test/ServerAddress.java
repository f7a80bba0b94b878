package io.p2p.test;

import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.function.IntSupplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

import io.p2p.autoconfigure.P2pProperties;
import io.p2p.autoconfigure.P2pServerProperties;

/**
 * Where the application under test listens.
 */
final class ServerAddress {

	private final P2pProperties properties;

	private final IntSupplier port;

	private final @Nullable SSLContext sslContext;

	/**
	 * Create an address.
	 * @param port asked for when the application has started
	 */
	ServerAddress(P2pProperties properties, IntSupplier port) {
		this.properties = properties;
		this.port = port;
		this.sslContext = isTls() ? trusting() : null;
	}

	String namespace() {
		return this.properties.namespace();
	}

	String path() {
		return this.properties.server().path();
	}

	/**
	 * Whom to trust.
	 * @return everybody; {@code null} without TLS
	 */
	@Nullable SSLContext sslContext() {
		return this.sslContext;
	}

	URI uri() {
		P2pServerProperties server = this.properties.server();
		return URI.create((isTls() ? "wss" : "ws") + "://" + host(server.address()) + ":" + this.port.getAsInt());
	}

	private static String host(@Nullable String address) {
		if (address == null || address.equals("0.0.0.0") || address.equals("::")) {
			return "localhost";
		}
		return (address.indexOf(':') >= 0) ? "[" + address + "]" : address;
	}

	private boolean isTls() {
		return this.properties.server().ssl().bundle() != null;
	}

	// a test's certificate is for another host, or its own issuer's
	private static SSLContext trusting() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new Trusting() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Trusting extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
