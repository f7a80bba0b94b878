package io.p2p.engineio;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOServer;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine.IO v3, byte for byte.
 */
class EngineV3Tests {

	private static final String POLLING = "EIO=3&transport=polling";

	private static final String WEB_SOCKET = "EIO=3&transport=websocket";

	private TestServer server;

	private RawClient client;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.server.allow-eio3=true", "p2p.server.ping-interval=20s",
				"p2p.server.ping-timeout=10s", "p2p.server.max-payload=100000B");
		this.client = new RawClient(this.server);
		this.server.bean(SocketIOServer.class).addNamespace("/custom");
		this.server.bean(SocketIOServer.class)
			.addNamespace("/closed")
			.addAuthTokenListener((auth, one) -> new AuthTokenResult(false, "Not today"));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenSessionBeginsThenTheHandshakeTellsItsTermsAndTheClientIsConnected() {
		HttpResponse<String> response = this.client.get(POLLING);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).matches("(?i)text/plain; ?charset=UTF-8");
		int colon = response.body().indexOf(':');
		String packet = response.body().substring(colon + 1);
		assertThat(packet).startsWith("0").hasSize(Integer.parseInt(response.body().substring(0, colon)));
		JSONObject handshake = new JSONObject(packet.substring(1));
		assertThat(handshake.getJSONArray("upgrades").toList()).containsExactly("websocket");
		assertThat(handshake.getInt("pingInterval")).isEqualTo(20_000);
		assertThat(handshake.getInt("pingTimeout")).isEqualTo(10_000);
		assertThat(this.client.get(POLLING + "&sid=" + handshake.getString("sid")).body()).startsWith("2:40");
	}

	@Test
	void whenSessionIsOfAnotherVersionThenItsRequestsAreRefused() {
		String session = this.client.poll();
		assertThat(this.client.get(session.replace("EIO=4", "EIO=3")).statusCode()).isEqualTo(400);
	}

	@Test
	void whenTextIsPolledThenLengthsCountUtf16() {
		String session = poll(POLLING);
		try (TestClient alice = TestClient.plain(this.server)) {
			assertThat(this.client.post(session, "16:42[\"chat\",\"ü😀\"]1:215:420[\"n\",\"€\",{}]").body())
				.isEqualTo("ok");
			assertThat(alice.awaitEvent("chat")).containsExactly("ü😀");
			assertThat(alice.awaitEvent("n").get(0)).isEqualTo("€");
			alice.emit("chat", "😀ä");
			StringBuilder heard = new StringBuilder();
			await().untilAsserted(() -> assertThat(heard.append(this.client.get(session).body()))
				.contains("16:42[\"chat\",\"😀ä\"]"));
			assertThat(heard).contains("1:3", "5:430[]");
		}
	}

	@Test
	void whenClientTakesBytesThenBinaryIsPolledAsBytes() {
		String session = poll(POLLING);
		try (TestClient alice = TestClient.plain(this.server)) {
			String text = "451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]";
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			body.writeBytes(new byte[] { 0, 4, 3, (byte) 0xff });
			body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
			body.writeBytes(new byte[] { 1, 5, (byte) 0xff, 4, 1, 2, 3, (byte) 0xff });
			assertThat(text).hasSize(43);
			assertThat(this.client.postBytes(session, body.toByteArray()).body()).isEqualTo("ok");
			assertThat(alice.awaitEvent("bytes")).containsExactly(new byte[] { 1, 2, 3, (byte) 0xff });
			alice.emit("bytes", (Object) new byte[] { 1, 2, 3, (byte) 0xff });
			HttpResponse<byte[]> response = this.client.getBytes(session);
			assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
			// what the main namespace says to whoever comes may be in front of it
			assertThat(response.body()).endsWith(body.toByteArray());
		}
	}

	@Test
	void whenClientTakesNoBytesThenBinaryIsBase64() {
		String session = poll(POLLING + "&b64=1");
		try (TestClient alice = TestClient.plain(this.server)) {
			String payload = "43:451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]10:b4AQID/w==";
			assertThat(this.client.post(session, payload).body()).isEqualTo("ok");
			assertThat(alice.awaitEvent("bytes")).containsExactly(new byte[] { 1, 2, 3, (byte) 0xff });
			alice.emit("bytes", (Object) new byte[] { 1, 2, 3, (byte) 0xff });
			HttpResponse<String> response = this.client.get(session);
			assertThat(response.body()).endsWith(payload);
			assertThat(response.headers().firstValue("Content-Type").orElse(""))
				.matches("(?i)text/plain; ?charset=UTF-8");
		}
	}

	@Test
	void whenBinaryGoesOverAWebSocketThenItsTypeIsInFront() {
		RawClient.Socket socket = connect(this.server);
		try (TestClient alice = TestClient.plain(this.server)) {
			hearNumber(socket);
			socket.send("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
			socket.send(new byte[] { 4, 1, 2, 3 });
			assertThat(alice.awaitEvent("bytes")).containsExactly(new byte[] { 1, 2, 3 });
			alice.emit("bytes", (Object) new byte[] { 3, 2, 1 });
			assertThat(socket.next()).isEqualTo("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
			assertThat(socket.next()).isEqualTo(new byte[] { 4, 3, 2, 1 });
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "01", "0401" })
	void whenBinaryPacketIsInvalidThenTheSessionEnds(String hex) {
		RawClient.Socket socket = connect(this.server);
		if (hex.length() < 4) {
			socket.send("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
		}
		socket.send(HexFormat.of().parseHex(hex));
		socket.awaitClose();
	}

	@Test
	void whenClientPingsThenItGetsPongsAndListenersAreCalledAndElseTheSessionEnds() {
		try (TestServer quick = TestServer.start("p2p.server.allow-eio3=true", "p2p.server.ping-interval=200ms",
				"p2p.server.ping-timeout=300ms")) {
			Queue<String> pings = new ConcurrentLinkedQueue<>();
			quick.bean(SocketIOServer.class).addPingListener((one) -> pings.add("ping"));
			RawClient.Socket socket = connect(quick);
			assertThat(socket.next()).isEqualTo("42[\"numClients\",0]");
			for (int i = 0; i < 20; i++) {
				socket.send("2");
				assertThat(socket.next()).isEqualTo("3");
			}
			socket.send("2with data");
			assertThat(socket.next()).isEqualTo("3with data");
			await().untilAsserted(() -> assertThat(pings).hasSize(21));
			assertThat(socket.next()).isEqualTo(RawClient.Socket.CLOSED);
		}
	}

	@Test
	void whenClientConnectsToANamespaceWithAQueryThenItIsConnectedAndElseToldWhyNot() {
		RawClient.Socket socket = connect(this.server);
		hearNumber(socket);
		socket.send("40/custom?x=1,");
		assertThat(socket.next()).isEqualTo("40/custom,");
		socket.send("40/closed?token=x");
		assertThat(socket.next()).isEqualTo("44/closed,\"Not today\"");
		socket.send("40/unknown,");
		assertThat(socket.next()).isEqualTo("44/unknown,\"Invalid namespace\"");
		socket.send("42/custom,[\"nobody listens\"]");
		socket.send("42/closed,[\"not there\"]");
		socket.awaitClose();
	}

	@Test
	void whenMainNamespaceRefusesThenTheClientIsTold() {
		try (TestServer refusing = TestServer.start("p2p.server.allow-eio3=true")) {
			refusing.bean(SocketIOServer.class)
				.addNamespace("")
				.addAuthTokenListener((auth, one) -> new AuthTokenResult(false, "message"));
			RawClient.Socket socket = new RawClient(refusing).webSocket(WEB_SOCKET);
			socket.next();
			assertThat(socket.next()).isEqualTo("44\"message\"");
		}
	}

	@Test
	void whenSessionIsUpgradedThenNothingIsLost() {
		String session = poll(POLLING);
		RawClient.Socket socket = this.client.webSocket(session.replace("polling", "websocket"));
		socket.send("2probe");
		assertThat(socket.next()).isEqualTo("3probe");
		try (TestClient alice = TestClient.plain(this.server)) {
			assertThat(this.client.get(session).body()).isEqualTo("1:6");
			alice.askAll("bytes", (Object) new byte[] { 1 });
			socket.send("5");
			Object heard = socket.next();
			while (heard.toString().startsWith("42[\"numClients\"")) {
				heard = socket.next();
			}
			assertThat(heard).isEqualTo("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
			assertThat(socket.next()).isEqualTo(new byte[] { 4, 1 });
			socket.send("420[\"back\"]");
			assertThat(socket.next()).isEqualTo("430[]");
			assertThat(alice.awaitEvent("back")).isEmpty();
			assertThat(this.client.get(session).statusCode()).isEqualTo(400);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "abc", ":40", "3:40", "2;42", "99999999999:42", "4294967298:42", "-1:4", "+1:4", "1:x",
			"0:", "2:4210:", "5:b4!!!", "8:b4AQIDBA", "1:", "2:42x", "1e0:4", "9:42[\"a\",1" })
	void whenTextPayloadIsInvalidThenTheSessionEnds(String payload) {
		String session = poll(POLLING);
		assertThat(this.client.post(session, payload).statusCode()).isEqualTo(400);
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "0001", "000134", "0201ff34", "0101ff05", "0009ff34", "000bff32", "0002ff3434",
			"00ff", "010101ff04", "0002ff32ff", "0001ff3200" })
	void whenBytesOfPayloadAreInvalidThenTheSessionEnds(String hex) {
		String session = poll(POLLING);
		assertThat(this.client.postBytes(session, HexFormat.of().parseHex(hex)).statusCode()).isEqualTo(400);
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	private String poll(String query) {
		String body = this.client.get(query).body();
		String session = query + "&sid=" + new JSONObject(body.substring(body.indexOf('{'))).getString("sid");
		assertThat(this.client.get(session).body()).startsWith("2:40");
		return session;
	}

	private static RawClient.Socket connect(TestServer server) {
		RawClient.Socket socket = new RawClient(server).webSocket(WEB_SOCKET);
		assertThat(socket.next().toString()).startsWith("0{\"sid\":\"");
		assertThat(socket.next()).isEqualTo("40");
		return socket;
	}

	private static void hearNumber(RawClient.Socket socket) {
		assertThat(socket.next().toString()).startsWith("42[\"numClients\"");
	}

}
