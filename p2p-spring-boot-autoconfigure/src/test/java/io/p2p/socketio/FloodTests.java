package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.support.Census;
import io.p2p.support.DisabledOn;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Those who send more than the server wants, and those who do not read the answers.
 */
class FloodTests {

	// some times what ends a client: a second's worth and as much debt
	private static final int FLOOD = 4_000;

	private static final int PING = 0x89;

	private static final int PONG = 0x8a;

	private static final int BULK = 1_000;

	private static final byte[] FULL = new byte[125];

	private static TestServer server;

	private TestClient bystander;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.limits.events-per-second=200");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void watch() {
		this.bystander = TestClient.webSocket(server);
	}

	@AfterEach
	void othersGoOnAndNothingStays() {
		assertThat(this.bystander.askAll("chat")).isEmpty();
		assertThat(this.bystander.heard("disconnect")).isEmpty();
		this.bystander.close();
		Census.awaitNobody(server);
	}

	@Test
	void whenPollsFloodThenTheSessionEnds() {
		try (RawConnection polls = connection(); RawConnection posts = connection()) {
			String session = session(polls);
			int status = 200;
			for (int i = 0; i < FLOOD && status == 200; i++) {
				posts.post(session, "420[\"p2p:leave\",{}]");
				status = polls.get(session).status();
			}
			assertThat(status).isEqualTo(400);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "3", "420[\"p2p:leave\",{}]", "42[\"a\"]" })
	void whenPostsFloodThenTheSessionEnds(String packet) {
		try (RawConnection polls = connection(); RawConnection posts = connection()) {
			String session = session(polls);
			int status = 200;
			for (int i = 0; i < FLOOD && status == 200; i++) {
				status = posts.post(session, packet).status();
			}
			assertThat(status).isEqualTo(400);
		}
	}

	@Test
	void whenTinyPacketsFloodInOnePayloadThenTheSessionEnds() {
		try (RawConnection client = connection()) {
			String session = session(client);
			String payload = String.join("\u001e", Collections.nCopies(BULK, "3"));
			client.post(session, payload);
			assertThat(client.get(session).status()).isEqualTo(400);
		}
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY },
			reason = "requests may be pipelined, and are handled one after the other")
	@Test
	void whenPostsArePipelinedThenTheSessionEnds() {
		try (RawConnection client = connection()) {
			String post = "POST /socket.io/?" + session(client)
					+ " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n3";
			client.trySend(post.repeat(FLOOD).getBytes(StandardCharsets.UTF_8));
			int status = 200;
			while (status == 200) {
				status = client.response().status();
			}
			assertThat(status).isNotEqualTo(200);
			assertNoSessionBut(1);
		}
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY },
			reason = "requests may be pipelined, and are handled one after the other")
	@Test
	void whenPollsArePipelinedThenTheConnectionAndItsSessionEnd() {
		try (RawConnection client = connection()) {
			String poll = "GET /socket.io/?" + session(client) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
			client.trySend(poll.repeat(BULK).getBytes(StandardCharsets.UTF_8));
			client.awaitEnd();
			assertNoSessionBut(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "3", "420[\"p2p:leave\",{}]", "40", "40/nowhere," })
	void whenPacketsFloodAWebSocketThenItEnds(String packet) {
		try (RawConnection client = RawConnection.peer(server.port(), "")) {
			assertThat(floods(client, RawConnection.masked(0x81, packet.getBytes(StandardCharsets.UTF_8)), FLOOD))
				.isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { PING, PONG })
	void whenControlFramesFloodThenTheWebSocketEnds(int first) {
		try (RawConnection client = RawConnection.peer(server.port(), "")) {
			assertThat(floods(client, RawConnection.masked(first, FULL), FLOOD)).isTrue();
		}
	}

	@Test
	void whenProbesFloodAnUpgradeThenItEnds() {
		try (RawConnection client = connection(); RawConnection upgrade = connection()) {
			String session = session(client);
			upgrade.upgrade(session.replace("polling", "websocket"));
			byte[] probe = RawConnection.masked(0x81, "2probe".getBytes(StandardCharsets.UTF_8));
			assertThat(floods(upgrade, probe, FLOOD)).isTrue();
			// the session goes on as it was
			assertThat(client.post(session, "1").body()).isEqualTo("ok");
		}
	}

	@Test
	void whenPongsAreNotReadThenTheyDoNotPileUp() {
		try (TestServer unlimited = TestServer.start("p2p.limits.events-per-second=0");
				RawConnection client = RawConnection.open(unlimited.port(), "127.0.0.1", 8_192)) {
			client.upgrade("EIO=4&transport=websocket");
			client.read();
			client.text("40");
			client.read();
			byte[] pings = bulk(RawConnection.masked(PING, FULL));
			for (int i = 0; i < 200; i++) {
				client.send(pings);
			}
			client.text("427[\"p2p:leave\",{}]");
			int pongs = 0;
			for (String heard = client.read(); !"437[]".equals(heard); heard = client.read()) {
				assertThat(heard).isNotNull();
				pongs++;
			}
			assertThat(pongs).isLessThan(200 * BULK);
		}
	}

	@Test
	@DisabledOn(value = { WebContainer.NETTY }, reason = "it reads no further request until a response has been read")
	void whenResponsesAreNotReadThenTheConnectionEndsAndTheyDoNotPileUp() {
		try (RawConnection client = RawConnection.open(server.port(), "127.0.0.1", 8_192)) {
			byte[] request = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8);
			assertThat(floods(client, request, 400 * BULK)).isTrue();
		}
	}

	// whether the server ends the connection before or soon after all has been sent
	private static boolean floods(RawConnection client, byte[] unit, int times) {
		byte[] bulk = bulk(unit);
		for (int i = 0; i < times / BULK; i++) {
			if (!client.trySend(bulk)) {
				return true;
			}
		}
		client.awaitEnd();
		return true;
	}

	private static byte[] bulk(byte[] unit) {
		byte[] bulk = new byte[unit.length * BULK];
		for (int i = 0; i < BULK; i++) {
			System.arraycopy(unit, 0, bulk, i * unit.length, unit.length);
		}
		return bulk;
	}

	private static void assertNoSessionBut(int others) {
		await().untilAsserted(() -> assertThat(Census.of(server)).containsEntry("engine.sessions", others));
	}

	private static RawConnection connection() {
		return RawConnection.open(server.port());
	}

	private static String session(RawConnection client) {
		JSONObject open = new JSONObject(client.get("EIO=4&transport=polling").body().substring(1));
		String session = "EIO=4&transport=polling&sid=" + open.getString("sid");
		client.post(session, "40");
		client.get(session);
		return session;
	}

}
