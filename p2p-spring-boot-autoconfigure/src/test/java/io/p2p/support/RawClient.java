package io.p2p.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.json.JSONObject;

/**
 * A client that sends what it is told, byte for byte.
 */
public final class RawClient {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final URI server;

	private final Duration patience;

	private final HttpClient http;

	private final OkHttpClient webSockets;

	public RawClient(TestServer server) {
		this(URI.create(server.url()), PATIENCE, server.clients());
	}

	/**
	 * Create a client of any server.
	 * @param server its address, without a path
	 * @param patience how long to wait for it
	 */
	public RawClient(URI server, Duration patience) {
		this(server, patience, HttpClients.USUAL);
	}

	/**
	 * Create a client that uses others than the usual ones, which trust no certificate of
	 * a test.
	 */
	public RawClient(TestServer server, HttpClient http, OkHttpClient webSockets) {
		this(URI.create(server.url()), PATIENCE, new HttpClients(http, webSockets));
	}

	private RawClient(URI server, Duration patience, HttpClients clients) {
		this.server = server;
		this.patience = patience;
		this.http = clients.http();
		this.webSockets = clients.okHttp();
	}

	/**
	 * How long this client waits for an answer.
	 */
	public Duration patience() {
		return this.patience;
	}

	public HttpResponse<String> get(String query, String... headers) {
		return send(request(query, headers).build()).join();
	}

	public CompletableFuture<HttpResponse<String>> getLater(String query) {
		return send(request(query).build());
	}

	public CompletableFuture<HttpResponse<String>> postLater(String query, String body) {
		return send(request(query).POST(HttpRequest.BodyPublishers.ofString(body)).build());
	}

	public HttpResponse<String> post(String query, String body, String... headers) {
		return send(request(query, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build()).join();
	}

	public HttpResponse<byte[]> getBytes(String query) {
		return this.http.sendAsync(request(query).build(), HttpResponse.BodyHandlers.ofByteArray()).join();
	}

	public HttpResponse<String> postBytes(String query, byte[] body) {
		return send(request(query, "Content-Type", "application/octet-stream")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build()).join();
	}

	public HttpResponse<String> method(String method, String query, String... headers) {
		return send(request(query, headers).method(method, HttpRequest.BodyPublishers.noBody()).build()).join();
	}

	/**
	 * Send the head of a request as it is.
	 * @return the first line of the response
	 */
	public String raw(String... head) {
		return rawFrom(InetAddress.getLoopbackAddress(), head);
	}

	/**
	 * Send the head of a request as it is, from one of the computer's own addresses.
	 * @return the first line of the response, {@code null} if there is none
	 */
	public String rawFrom(InetAddress source, String... head) {
		try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), this.server.getPort(),
				source, 0)) {
			socket.getOutputStream().write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
			return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
				.readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Begin a long-polling session.
	 * @return the query of its requests
	 */
	public String poll() {
		String open = get("EIO=4&transport=polling").body();
		return "EIO=4&transport=polling&sid=" + new JSONObject(open.substring(1)).getString("sid");
	}

	public Socket webSocket(String query) {
		return new Socket(this.webSockets, this.server + "/socket.io/?" + query, this.patience);
	}

	/**
	 * Open a WebSocket session and connect to the main namespace.
	 */
	public Socket connect() {
		Socket socket = webSocket("EIO=4&transport=websocket");
		socket.next();
		socket.send("40");
		socket.next();
		return socket;
	}

	private HttpRequest.Builder request(String query, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.server + "/socket.io/?" + query))
			.timeout(this.patience);
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * A WebSocket that remembers what it hears.
	 */
	public static final class Socket extends WebSocketListener {

		/** What {@link #next()} returns when the server has closed the connection. */
		public static final String CLOSED = "closed";

		private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

		private final CompletableFuture<Response> opened = new CompletableFuture<>();

		private final Duration patience;

		private final WebSocket webSocket;

		private volatile boolean answersPings;

		private Socket(OkHttpClient client, String url, Duration patience) {
			this.patience = patience;
			this.webSocket = client.newWebSocket(new Request.Builder().url(url).build(), this);
		}

		/**
		 * Answer pings from now on and do not tell of them.
		 */
		public Socket answerPings() {
			this.answersPings = true;
			return this;
		}

		public void send(String message) {
			this.webSocket.send(message);
		}

		public void send(byte[] message) {
			this.webSocket.send(ByteString.of(message));
		}

		/**
		 * The next message: a text, bytes, or {@link #CLOSED}.
		 */
		public Object next() {
			try {
				Object next = this.heard.poll(this.patience.toMillis(), TimeUnit.MILLISECONDS);
				if (next == null) {
					throw new AssertionError("Nothing heard within " + this.patience);
				}
				return next;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Whether a message is here already.
		 */
		public boolean hasNext() {
			return !this.heard.isEmpty();
		}

		/**
		 * Read until the connection is closed.
		 */
		public void awaitClose() {
			while (next() != CLOSED) {
				// what came before does not matter
			}
		}

		/**
		 * The extensions that client and server have agreed on.
		 */
		public String extensions() {
			return this.opened.orTimeout(30, TimeUnit.SECONDS).join().header("Sec-WebSocket-Extensions");
		}

		/**
		 * Break the connection without a word.
		 */
		public void cancel() {
			this.webSocket.cancel();
		}

		@Override
		public void onOpen(WebSocket webSocket, Response response) {
			this.opened.complete(response);
		}

		@Override
		public void onMessage(WebSocket webSocket, String text) {
			if (this.answersPings && text.equals("2")) {
				webSocket.send("3");
			}
			else {
				this.heard.add(text);
			}
		}

		@Override
		public void onMessage(WebSocket webSocket, ByteString bytes) {
			this.heard.add(bytes.toByteArray());
		}

		@Override
		public void onClosing(WebSocket webSocket, int code, String reason) {
			this.heard.add(CLOSED);
		}

		@Override
		public void onFailure(WebSocket webSocket, Throwable error, Response response) {
			this.heard.add(CLOSED);
		}

	}

}
