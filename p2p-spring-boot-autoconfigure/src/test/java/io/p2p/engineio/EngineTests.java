package io.p2p.engineio;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.room.RoomManager;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine.IO v4 and Socket.IO v5, byte for byte.
 */
@ExtendWith(OutputCaptureExtension.class)
class EngineTests {

	private static TestServer server;

	private static RawClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.server.ping-interval=20s", "p2p.server.ping-timeout=10s",
				"p2p.server.max-payload=100000B", "p2p.server.allowed-origins=https://friend.example");
		client = new RawClient(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenSessionBeginsThenTheHandshakeTellsItsTerms() {
		HttpResponse<String> response = client.get("EIO=4&transport=polling");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("0");
		JSONObject handshake = new JSONObject(response.body().substring(1));
		assertThat(handshake.getString("sid")).hasSize(32);
		assertThat(handshake.getJSONArray("upgrades").toList()).containsExactly("websocket");
		assertThat(handshake.getInt("pingInterval")).isEqualTo(20_000);
		assertThat(handshake.getInt("pingTimeout")).isEqualTo(10_000);
		assertThat(handshake.getInt("maxPayload")).isEqualTo(100_000);
		JSONObject direct = new JSONObject(
				((String) client.webSocket("EIO=4&transport=websocket").next()).substring(1));
		assertThat(direct.getJSONArray("upgrades").toList()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "transport=polling,5", "EIO=3&transport=polling,5", "EIO=abc&transport=polling,5", "EIO=4,0",
			"EIO=4&transport=carrier-pigeon,0", "EIO=4&transport=polling&sid=unknown,1",
			"EIO=4&transport=websocket&sid=unknown,1", "EIO=4&transport=websocket,3" })
	void whenRequestIsNoneOfTheProtocolThenItIsRefusedWithTheReason(String query, int code) {
		HttpResponse<String> response = client.get(query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(new JSONObject(response.body()).getInt("code")).isEqualTo(code);
	}

	@Test
	void whenRequestCannotBeDecodedThenItIsRefusedAndNotLogged(CapturedOutput output) {
		String malformed = client.raw("GET /socket.io/?EIO=4&transport=polling&sid=secret% HTTP/1.1",
				"Host: localhost");
		assertThat(malformed).startsWith("HTTP/1.1 400");
		String keyless = client.raw("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: localhost",
				"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13");
		assertThat(keyless).startsWith("HTTP/1.1 400");
		assertThat(output).doesNotContain("secret%", "Exception");
	}

	@Test
	void whenMethodIsWrongThenItIsRefused() {
		assertThat(client.post("EIO=4&transport=polling", "").statusCode()).isEqualTo(400);
		assertThat(client.method("PUT", client.poll()).statusCode()).isEqualTo(400);
	}

	@Test
	void whenPacketsAreManyThenAllOfThemArriveInOnePayload() {
		String session = client.poll();
		assertThat(client.post(session, "40").body()).isEqualTo("ok");
		assertThat(client.get(session).body()).startsWith("40{\"sid\":\"");
		StringBuilder payload = new StringBuilder("420[\"p2p:leave\",{}]");
		for (int i = 1; i < 120; i++) {
			payload.append('\u001e').append("42").append(i).append("[\"p2p:leave\",{}]");
		}
		assertThat(client.post(session, payload.toString()).statusCode()).isEqualTo(200);
		List<String> answers = List.of(client.get(session).body().split("\u001e"));
		assertThat(answers).contains("430[]", "43119[]").hasSizeGreaterThanOrEqualTo(120);
	}

	@Test
	void whenBinaryIsPolledThenItIsBase64() {
		String session = client.poll();
		client.post(session, "40");
		client.get(session);
		try (TestClient alice = TestClient.plain(server)) {
			client.post(session, "451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");
			assertThat(alice.awaitEvent("bytes")).containsExactly(new byte[] { 1, 2, 3, 4 });
			alice.emit("answer", (Object) new byte[] { 4, 3 });
			await().untilAsserted(() -> assertThat(client.get(session).body())
				.contains("451-[\"answer\",{\"_placeholder\":true,\"num\":0}]\u001ebBAM="));
		}
	}

	@Test
	void whenPollIsDoubledThenTheSessionEnds() {
		String session = client.poll();
		client.post(session, "40");
		client.get(session);
		List<CompletableFuture<HttpResponse<String>>> polls = List.of(client.getLater(session),
				client.getLater(session));
		List<Integer> statuses = polls.stream().map((poll) -> poll.join().statusCode()).toList();
		assertThat(statuses).containsExactlyInAnyOrder(200, 400);
		assertThat(client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenClientAnswersPingsThenTheSessionGoesOnAndElseItEnds() {
		try (TestServer quick = TestServer.start("p2p.server.ping-interval=50ms", "p2p.server.ping-timeout=500ms")) {
			RawClient.Socket socket = new RawClient(quick).connect();
			for (int i = 0; i < 20; i++) {
				assertThat(socket.next()).isIn("2", "42[\"numClients\",0]");
				socket.send("3");
			}
			socket.awaitClose();
		}
	}

	@Test
	void whenClientConnectsToNoNamespaceThenTheSessionEnds() {
		try (TestServer quick = TestServer.start("p2p.server.connect-timeout=300ms")) {
			RawClient.Socket socket = new RawClient(quick).webSocket("EIO=4&transport=websocket");
			socket.awaitClose();
		}
	}

	@Test
	void whenSessionIsUpgradedThenNothingIsLostAndPollingIsOver() {
		String session = client.poll();
		client.post(session, "40");
		client.get(session);
		RawClient.Socket socket = client.webSocket(session.replace("polling", "websocket"));
		socket.send("2probe");
		assertThat(socket.next()).isEqualTo("3probe");
		socket.send("5");
		socket.send("427[\"p2p:leave\",{}]");
		Object heard = socket.next();
		while (heard.toString().startsWith("42[\"numClients\"")) {
			heard = socket.next();
		}
		assertThat(heard).isEqualTo("437[]");
		assertThat(client.get(session).statusCode()).isEqualTo(400);
		assertThat(client.webSocket(session.replace("polling", "websocket")).next()).isEqualTo(RawClient.Socket.CLOSED);
		socket.send("428[\"p2p:leave\",{}]");
		assertThat(socket.next()).isEqualTo("438[]");
	}

	@Test
	void whenMessagesFlowDuringTheUpgradeThenTheyArriveOnceAndInOrder() {
		try (TestClient alice = TestClient.plain(server)) {
			String session = client.poll();
			client.post(session, "40");
			client.get(session);
			List<String> heard = new ArrayList<>();
			IntStream.range(0, 100).forEach((i) -> alice.emit("n", i));
			while (heard.size() < 20) {
				collect(client.get(session).body(), heard);
			}
			RawClient.Socket socket = client.webSocket(session.replace("polling", "websocket"));
			socket.send("2probe");
			IntStream.range(100, 200).forEach((i) -> alice.emit("n", i));
			assertThat(socket.next()).isEqualTo("3probe");
			collect(client.get(session).body(), heard);
			IntStream.range(200, 300).forEach((i) -> alice.emit("n", i));
			socket.send("5");
			while (heard.size() < 300) {
				collect((String) socket.next(), heard);
			}
			assertThat(heard)
				.containsExactlyElementsOf(IntStream.range(0, 300).mapToObj("42[\"n\",%d]"::formatted).toList());
		}
	}

	private static void collect(String payload, List<String> heard) {
		for (String packet : payload.split("\u001e")) {
			if (packet.startsWith("42[\"n\"")) {
				heard.add(packet);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "abc", "", "9", "4", "49", "42", "42{}", "42[1]", "42[]", "42[\"a\"", "43[]",
			"44{\"a\":1}", "421x[\"a\"]", "451[\"a\"]", "4599999999999-[\"a\"]",
			"451-[\"a\",{\"_placeholder\":true,\"num\":1}]", "42/elsewhere,[\"a\"]", "41x",
			"4299999999999999999999[\"a\"]" })
	void whenPacketIsInvalidThenTheSessionEndsAndNobodyElseIsDisturbed(String packet) {
		try (TestClient bystander = TestClient.plain(server)) {
			RawClient.Socket socket = client.connect();
			socket.send(packet);
			socket.awaitClose();
			assertThat(bystander.askAll("chat")).isEmpty();
			assertThat(bystander.heard("a")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "abc", "42[\"a\"", "b!!!!", "bAQID", "42[\"a\"]\u001e\u001e" })
	void whenPostedPacketIsInvalidThenTheSessionEnds(String payload) {
		String session = client.poll();
		client.post(session, "40");
		assertThat(client.post(session, payload).statusCode()).isEqualTo(400);
		assertThat(client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenAttachmentIsMissingOrUnexpectedThenTheSessionEnds() {
		RawClient.Socket unexpected = client.connect();
		unexpected.send(new byte[] { 1 });
		unexpected.awaitClose();
		RawClient.Socket missing = client.connect();
		missing.send("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
		missing.send("42[\"b\"]");
		missing.awaitClose();
	}

	@Test
	void whenPayloadIsOverTheLimitThenItsSenderIsDisconnectedAndNobodyElse() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			alice.askAll("fits", "x".repeat(99_000));
			bob.awaitEvent("fits");
			alice.emit("large", "x".repeat(100_001));
			alice.awaitEvent("disconnect");
			assertThat(bob.askAll("chat")).isEmpty();
			assertThat(bob.heard("large")).isEmpty();
		}
		String session = client.poll();
		assertThat(client.post(session, "42[\"" + "x".repeat(100_001) + "\"]").statusCode()).isEqualTo(413);
	}

	@Test
	void whenNamespaceIsUnknownThenTheClientIsTold() {
		RawClient.Socket socket = client.webSocket("EIO=4&transport=websocket");
		socket.next();
		socket.send("40/unknown,{}");
		assertThat(socket.next()).isEqualTo("44/unknown,{\"message\":\"Invalid namespace\"}");
		socket.send("40");
		assertThat(socket.next().toString()).startsWith("40{\"sid\":");
	}

	@Test
	void whenSessionHasEndedThenItsPeerIsInNoRoom() {
		RawClient.Socket socket = client.connect();
		socket.send("421[\"p2p:join\",{\"room\":\"ended\",\"webrtc\":true}]");
		await().until(() -> server.bean(RoomManager.class).find("ended") != null);
		socket.send("1");
		await().until(() -> server.bean(RoomManager.class).find("ended") == null);
	}

	@Test
	void whenPeersKnowEachOtherThenTheSecretOfASessionIsNotAmongWhatTheyKnow() {
		try (TestClient alice = TestClient.library(server, "secret");
				TestClient bob = TestClient.library(server, "secret")) {
			alice.emit("p2p:msg", Map.of("room", "secret"), "chat");
			bob.awaitEvent("p2p:msg");
			assertThat(client.post("EIO=4&transport=polling&sid=" + alice.id(), "42[\"chat\"]").statusCode())
				.isEqualTo(400);
			assertThat(client.get("EIO=4&transport=polling&sid=" + alice.id()).statusCode()).isEqualTo(400);
		}
	}

	@Test
	void whenPageIsFromElsewhereThenItIsRefused() {
		String query = "EIO=4&transport=polling";
		HttpResponse<String> refused = client.get(query, "Origin", "https://evil.example");
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.body()).contains("p2p.server.allowed-origins");
		assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("https://evil.example");
		assertThat(client.get(query, "Origin", "null").statusCode()).isEqualTo(403);
		for (String origin : List.of("http://127.0.0.1:8080", "https://friend.example")) {
			HttpResponse<String> admitted = client.get(query, "Origin", origin);
			assertThat(admitted.statusCode()).isEqualTo(200);
			assertThat(admitted.headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
			HttpResponse<String> error = client.get("EIO=9&transport=polling", "Origin", origin);
			assertThat(error.headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
			HttpResponse<String> preflight = client.method("OPTIONS", query, "Origin", origin,
					"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type");
			assertThat(preflight.statusCode()).isEqualTo(204);
			assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers")).contains("content-type");
		}
	}

}
