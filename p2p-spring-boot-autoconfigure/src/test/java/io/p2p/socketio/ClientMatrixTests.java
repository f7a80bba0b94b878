package io.p2p.socketio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.support.JsonValues;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every client, in every place where it runs and over every transport, does the same with
 * the server: {@code p2p-client/tests/matrix/scenario.ts}.
 */
class ClientMatrixTests {

	/**
	 * Whether the server speaks Engine.IO v3 where {@code p2p.server.allow-eio3} is set.
	 */
	private static final boolean EIO3 = true;

	private static final String VERSION_2 = "2.5.0";

	private static final List<String> CLIENTS = EIO3 ? List.of("4.8.4", "3.1.3", VERSION_2) : List.of("4.8.4", "3.1.3");

	private static final List<String> TRANSPORTS = List.of("polling", "websocket", "upgrade");

	private static final String TEXT = "Grüße 🎈 𝒳";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(ProtocolFixture.class, MatrixFixture.class, "p2p.namespace=/peers",
				EIO3 ? "p2p.server.allow-eio3=true" : "p2p.server.port=0");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@TestFactory
	Stream<DynamicTest> inNode() throws IOException, InterruptedException {
		return cells(CLIENTS, TRANSPORTS, run("node", server, "play", CLIENTS));
	}

	@TestFactory
	Stream<DynamicTest> inChromium() throws IOException, InterruptedException {
		return cells(CLIENTS, TRANSPORTS, run("chromium", server, "play", CLIENTS));
	}

	@TestFactory
	Stream<DynamicTest> whenBinariesAreSentFromTheFirstMomentThenTheUpgradeLosesNone()
			throws IOException, InterruptedException {
		return cells(CLIENTS, List.of("polling", "upgrade"), run("node", server, "early", CLIENTS));
	}

	@TestFactory
	Stream<DynamicTest> whenThousandsOfEventsAreSentAtOnceThenAllArrive() throws IOException, InterruptedException {
		return cells(CLIENTS, List.of("polling", "upgrade"), run("node", server, "many", CLIENTS));
	}

	@TestFactory
	Stream<DynamicTest> whenEventsHaveManyBinariesThenTheyReachLibraryPeersAndEndNobodysConnection()
			throws IOException, InterruptedException {
		return cells(CLIENTS, TRANSPORTS, run("node", server, "binaries", CLIENTS));
	}

	@TestFactory
	Stream<DynamicTest> whenAJoinIsMoreThanThePayloadThenItIsRefusedAndTheConnectionStays()
			throws IOException, InterruptedException {
		List<String> library = List.of("4.8.4");
		try (TestServer small = TestServer.start("p2p.server.max-payload=8KB")) {
			return cells(library, TRANSPORTS, run("node", small, "joins", library));
		}
	}

	@TestFactory
	Stream<DynamicTest> whenEngineIo3IsNotAllowedThenVersion2IsRefused() throws IOException, InterruptedException {
		try (TestServer strict = TestServer.start()) {
			return cells(List.of(VERSION_2), List.of("polling", "websocket"),
					run("node", strict, "refused", List.of(VERSION_2)));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "polling", "websocket", "upgrade" })
	void inJava(String transport) {
		boolean upgrade = transport.equals("upgrade");
		IO.Options options = new IO.Options();
		options.transports = upgrade ? new String[] { "polling", "websocket" } : new String[] { transport };
		options.auth = Map.of("token", TEXT);
		try (TestClient client = TestClient.connect(server, "/", options)) {
			assertThat(JsonValues.unwrap(client.awaitEvent("auth").get(0))).isEqualTo(Map.of("token", TEXT));
			numbers(client, !transport.equals("polling"));
			echo(client.socket(), client);
			acknowledgements(client);
			IO.Options multiplexed = new IO.Options();
			multiplexed.auth = options.auth;
			Socket custom = client.socket().io().socket("/custom", multiplexed);
			List<Object> heard = new ArrayList<>();
			custom.on("message-back", (arguments) -> heard.addAll(List.of(arguments)));
			custom.on(Socket.EVENT_DISCONNECT, (arguments) -> heard.addAll(List.of(arguments)));
			custom.connect().emit("message", TEXT);
			custom.emit("leave");
			await().untilAsserted(() -> assertThat(heard).containsExactly(TEXT, "io server disconnect"));
			client.emit("leave");
			assertThat(client.awaitEvent("disconnect")).containsExactly("io server disconnect");
		}
	}

	private static void numbers(TestClient client, boolean webSocket) {
		IntStream.range(0, 200).forEach((i) -> client.emit("message", i));
		Transport expected = webSocket ? Transport.WEBSOCKET : Transport.POLLING;
		await().untilAsserted(() -> assertThat(server.bean(SocketIOServer.class).getAllClients())
			.filteredOn((one) -> one.getSessionId().toString().equals(client.id()))
			.extracting((one) -> one.getTransport())
			.containsExactly(expected));
		IntStream.range(200, 300).forEach((i) -> client.emit("message", i));
		client.awaitTimes("message-back", 300);
		assertThat(client.order("message-back")).containsExactlyElementsOf(IntStream.range(0, 300).boxed().toList());
	}

	private static void echo(Socket socket, TestClient client) {
		socket.emit("message", wrapped());
		client.awaitTimes("message-back", 301);
		assertThat(client.heard("message-back").get(300).stream().map(JsonValues::unwrap).toList())
			.usingRecursiveComparison()
			.isEqualTo(arguments());
	}

	private static void acknowledgements(TestClient client) {
		assertThat(Arrays.stream(client.askAll("message-with-ack", wrapped())).map(JsonValues::unwrap).toList())
			.usingRecursiveComparison()
			.isEqualTo(arguments());
		client.socket().on("question", (all) -> ((Ack) all[all.length - 1]).call(Arrays.copyOf(all, all.length - 1)));
		client.socket().emit("ask", wrapped());
		assertThat(client.awaitEvent("answer").stream().map(JsonValues::unwrap).toList()).usingRecursiveComparison()
			.isEqualTo(arguments());
	}

	private static List<Object> arguments() {
		return List.of(1, TEXT, Map.of("a", Map.of("b", List.of(new byte[3], Map.of("c", new byte[200]))), "n", true),
				List.of(new byte[1], "x", new byte[0]), new byte[70_000]);
	}

	private static Object[] wrapped() {
		return arguments().stream().map(JsonValues::wrap).toArray();
	}

	private static Stream<DynamicTest> cells(List<String> clients, List<String> transports,
			Map<String, JSONObject> outcomes) {
		return clients.stream()
			.flatMap((client) -> transports.stream().map((transport) -> client + " " + transport))
			.map((cell) -> DynamicTest.dynamicTest(cell, () -> {
				assertThat(outcomes).containsKey(cell);
				assertThat(outcomes.get(cell).optString("error")).as(cell).isEmpty();
			}));
	}

	private static Map<String, JSONObject> run(String runtime, TestServer server, String mode, List<String> clients)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("node", "scripts/matrix.mjs", runtime, server.url(), mode));
		command.addAll(clients);
		Process process = new ProcessBuilder(command).directory(Path.of("../p2p-client").toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		Map<String, JSONObject> outcomes = new HashMap<>();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		output.lines().map(JSONObject::new).forEach((line) -> outcomes.put(line.getString("cell"), line));
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).isZero();
		return outcomes;
	}

}
