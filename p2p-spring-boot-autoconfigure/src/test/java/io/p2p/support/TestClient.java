package io.p2p.support;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import org.json.JSONObject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Socket.IO client that remembers what it hears.
 */
public final class TestClient implements AutoCloseable {

	private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

	private final Socket socket;

	private TestClient(TestServer server, String namespace, IO.Options options) {
		options.forceNew = true;
		if (options.callFactory == null) {
			options.callFactory = server.clients().okHttp();
			options.webSocketFactory = server.clients().okHttp();
		}
		options.reconnection = false;
		this.socket = IO.socket(URI.create(server.url() + namespace), options);
		this.socket.onAnyIncoming((arguments) -> this.heard
			.add(new Heard((String) arguments[0], Arrays.asList(arguments).subList(1, arguments.length))));
		this.socket.on(Socket.EVENT_CONNECT_ERROR,
				(arguments) -> this.heard.add(new Heard("connect_error", Arrays.asList(arguments))));
		this.socket.on(Socket.EVENT_DISCONNECT,
				(arguments) -> this.heard.add(new Heard("disconnect", Arrays.asList(arguments))));
	}

	/**
	 * Connect a client without the P2P library.
	 */
	public static TestClient plain(TestServer server) {
		return connect(server, "/", new IO.Options());
	}

	/**
	 * Connect a client without the P2P library that has one connection only. The pool of
	 * those for long polling keeps theirs when the client has gone.
	 */
	public static TestClient webSocket(TestServer server) {
		IO.Options options = new IO.Options();
		options.transports = new String[] { "websocket" };
		return connect(server, "/", options);
	}

	/**
	 * The options of a client that announces the P2P library, shows a token, and has one
	 * connection only.
	 */
	public static IO.Options showing(String token) {
		IO.Options options = new IO.Options();
		options.auth = Map.of("p2p", "1", "token", token);
		options.transports = new String[] { "websocket" };
		return options;
	}

	/**
	 * Wait until the client is refused.
	 * @return the error that it gets
	 */
	public JSONObject awaitRefusal() {
		return (JSONObject) awaitEvent("connect_error").get(0);
	}

	/**
	 * Connect a client that announces the P2P library and has joined no room.
	 */
	public static TestClient library(TestServer server) {
		IO.Options options = new IO.Options();
		options.auth = Map.of("p2p", "1");
		return connect(server, "/", options);
	}

	/**
	 * Connect a client that speaks the P2P library's protocol and has joined a room.
	 */
	public static TestClient library(TestServer server, String room) {
		TestClient client = library(server);
		assertThat(client.ask("p2p:join", Map.of("room", room, "webrtc", true)).toMap()).doesNotContainKey("code");
		return client;
	}

	/**
	 * Connect a client that speaks the P2P library's protocol, has one connection only,
	 * and has joined a room.
	 */
	public static TestClient libraryWebSocket(TestServer server, String room) {
		IO.Options options = new IO.Options();
		options.auth = Map.of("p2p", "1");
		options.transports = new String[] { "websocket" };
		TestClient client = connect(server, "/", options);
		assertThat(client.ask("p2p:join", Map.of("room", room, "webrtc", true)).toMap()).doesNotContainKey("code");
		return client;
	}

	public static TestClient connect(TestServer server, String namespace, IO.Options options) {
		TestClient client = open(server, namespace, options);
		await().untilAsserted(
				() -> assertThat(client.socket.connected()).as("connected; heard %s", client.heard).isTrue());
		return client;
	}

	public static TestClient open(TestServer server, String namespace, IO.Options options) {
		TestClient client = new TestClient(server, namespace, options);
		client.socket.connect();
		return client;
	}

	public Socket socket() {
		return this.socket;
	}

	public String id() {
		return this.socket.id();
	}

	public void emit(String event, Object... arguments) {
		this.socket.emit(event, json(arguments));
	}

	/**
	 * Emit an event and wait for its acknowledgement.
	 */
	public Object[] askAll(String event, Object... arguments) {
		CompletableFuture<Object[]> answer = new CompletableFuture<>();
		this.socket.emit(event, json(arguments), (Ack) answer::complete);
		return answer.orTimeout(30, TimeUnit.SECONDS).join();
	}

	/**
	 * Emit an event and wait for its acknowledgement, an object.
	 */
	public JSONObject ask(String event, Object... arguments) {
		return (JSONObject) askAll(event, arguments)[0];
	}

	/**
	 * What was heard of an event.
	 */
	public List<List<Object>> heard(String event) {
		return this.heard.stream().filter((one) -> one.event().equals(event)).map(Heard::arguments).toList();
	}

	/**
	 * The first arguments of events, in the order in which they were heard.
	 */
	public List<Object> order(String... events) {
		return this.heard.stream()
			.filter((one) -> List.of(events).contains(one.event()))
			.map((one) -> one.arguments().get(0))
			.toList();
	}

	/**
	 * Wait until an event has been heard.
	 * @return its arguments, the first time it was heard
	 */
	public List<Object> awaitEvent(String event) {
		awaitTimes(event, 1);
		return heard(event).get(0);
	}

	/**
	 * Wait until an event has been heard a number of times.
	 */
	public void awaitTimes(String event, int times) {
		await().untilAsserted(() -> assertThat(heard(event)).hasSizeGreaterThanOrEqualTo(times));
	}

	private static Object[] json(Object... arguments) {
		return Arrays.stream(arguments)
			.map((value) -> (value instanceof Map<?, ?>) ? JSONObject.wrap(value) : value)
			.toArray();
	}

	@Override
	public void close() {
		this.socket.close();
	}

	private record Heard(String event, List<Object> arguments) {

	}

}
