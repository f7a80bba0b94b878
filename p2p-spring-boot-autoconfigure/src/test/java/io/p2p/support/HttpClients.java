package io.p2p.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * What the clients of a test make their connections with.
 *
 * @param http for requests of long polling
 * @param okHttp for WebSockets, and for all that the Java client of Socket.IO does
 */
public record HttpClients(HttpClient http, OkHttpClient okHttp) {

	private static final int REQUESTS = 1000;

	/** Trusts the system's certificates, and so none of a test. */
	static final HttpClients USUAL = new HttpClients(HttpClient.newHttpClient(),
			new OkHttpClient.Builder().dispatcher(dispatcher()).build());

	/**
	 * Trust the certificates of some stores, and no others.
	 */
	public static HttpClients trusting(KeyStores... stores) {
		X509TrustManager trust = KeyStores.trust(stores);
		SSLContext context = KeyStores.context(trust);
		return new HttpClients(HttpClient.newBuilder().sslContext(context).build(),
				new OkHttpClient.Builder().dispatcher(dispatcher())
					.sslSocketFactory(context.getSocketFactory(), trust)
					.build());
	}

	// OkHttp has five requests to a host at a time, whatever their ports: the polls of
	// five
	// clients hold up all that others want to send.
	private static Dispatcher dispatcher() {
		Dispatcher dispatcher = new Dispatcher();
		dispatcher.setMaxRequests(REQUESTS);
		dispatcher.setMaxRequestsPerHost(REQUESTS);
		return dispatcher;
	}

	/**
	 * Have OkHttp connect from one of the many addresses of the loopback network.
	 */
	public HttpClients from(String address) {
		return new HttpClients(this.http, this.okHttp.newBuilder()
			.socketFactory(new BoundSockets(address))
			// to OkHttp a connection is like another, wherever it comes from
			.connectionPool(new ConnectionPool())
			.build());
	}

	/**
	 * Sockets that have an address before they connect. OkHttp asks for no others than
	 * those that are not connected yet.
	 */
	private static final class BoundSockets extends SocketFactory {

		private final String address;

		BoundSockets(String address) {
			this.address = address;
		}

		@Override
		public Socket createSocket() {
			try {
				Socket socket = new Socket();
				socket.bind(new InetSocketAddress(this.address, 0));
				return socket;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public Socket createSocket(String host, int port) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Socket createSocket(InetAddress host, int port) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) {
			throw new UnsupportedOperationException();
		}

	}

}
