package io.p2p.socketio;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

import io.p2p.ice.IceServer;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.IceSettings;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What members of a room are told of each other, and the ICE servers.
 */
class PeerDataTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Turn.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenPeerJoinsWithDataThenTheOthersAndThoseWhoComeLaterKnowIt() {
		try (TestClient alice = TestClient.library(server, "data");
				TestClient bob = TestClient.library(server);
				TestClient carol = TestClient.library(server)) {
			bob.ask("p2p:join", Map.of("room", "data", "webrtc", false, "data", Map.of("name", "B\u00f6b\u2028")));
			JSONObject connected = (JSONObject) alice.awaitEvent("peer-connect").get(0);
			assertThat(connected.toMap()).isEqualTo(Map.of("room", "data", "peerId", bob.id(), "webrtc", false, "data",
					Map.of("name", "B\u00f6b\u2028")));
			JSONObject welcome = carol.ask("p2p:join", Map.of("room", "data", "webrtc", true));
			assertThat(welcome.getJSONArray("peers").toList()).containsExactlyInAnyOrder(
					Map.of("peerId", alice.id(), "webrtc", true),
					Map.of("peerId", bob.id(), "webrtc", false, "data", Map.of("name", "B\u00f6b\u2028")));
		}
	}

	@Test
	void whenPeerUpdatesItsDataThenTheOthersAreTold() {
		try (TestClient alice = TestClient.library(server, "update");
				TestClient bob = TestClient.library(server, "update");
				TestClient late = TestClient.library(server)) {
			assertThat(bob.askAll("p2p:update", Map.of("room", "update", "data", List.of(1)))).isEmpty();
			bob.emit("p2p:update", Map.of("room", "update"));
			// the same again is no news
			bob.emit("p2p:update", Map.of("room", "update"));
			bob.ask("p2p:join", Map.of("room", "update", "webrtc", true, "data", "joined again"));
			alice.awaitTimes("peer-update", 3);
			assertThat(alice.heard("peer-update")).extracting((heard) -> ((JSONObject) heard.get(0)).toMap())
				.containsExactly(Map.of("room", "update", "peerId", bob.id(), "data", List.of(1)),
						Map.of("room", "update", "peerId", bob.id()),
						Map.of("room", "update", "peerId", bob.id(), "data", "joined again"));
			assertThat(bob.heard("peer-update")).isEmpty();
			JSONObject welcome = late.ask("p2p:join", Map.of("room", "update", "webrtc", true));
			assertThat(welcome.getJSONArray("links").toList()).containsExactlyInAnyOrder(alice.id(), bob.id());
			assertThat(welcome.getJSONArray("peers").toString()).contains("joined again");
		}
	}

	@Test
	void whenDataIsTooLargeOrBinaryOrNotForThisRoomThenItIsRefused() {
		try (TestClient alice = TestClient.library(server, "hostile");
				TestClient bob = TestClient.library(server, "hostile")) {
			// with its quotes
			String largest = "x".repeat(16 * 1024 - 2);
			assertThat(alice.askAll("p2p:update", Map.of("room", "hostile", "data", largest))).isEmpty();
			assertThat(update(alice, Map.of("room", "hostile", "data", largest + "x"))).isEqualTo("too-large");
			JSONObject binary = new JSONObject(Map.of("room", "hostile", "webrtc", true)).put("data", new byte[1]);
			assertThat(alice.ask("p2p:update", binary).getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:join", binary).getString("code")).isEqualTo("bad-request");
			assertThat(update(alice, Map.of("room", List.of()))).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:update").getString("code")).isEqualTo("bad-request");
			assertThat(update(alice, Map.of("room", "elsewhere", "data", 1))).isEqualTo("not-a-member");
			assertThat(alice.ask("p2p:join", Map.of("room", "new", "webrtc", true, "data", largest + "x"))
				.getString("code")).isEqualTo("too-large");
			alice.askAll("p2p:msg", Map.of("room", "hostile"), "end");
			bob.awaitEvent("p2p:msg");
			assertThat(bob.heard("peer-update")).hasSize(1);
		}
	}

	@Test
	void whenPeerIsPlainThenLibraryPeersAreTold() {
		try (TestClient first = TestClient.plain(server); TestClient library = TestClient.library(server)) {
			JSONObject welcome = library.ask("p2p:join", Map.of("webrtc", true));
			assertThat(welcome.getJSONArray("peers").toList())
				.contains(Map.of("peerId", first.id(), "webrtc", false, "plain", true));
			try (TestClient second = TestClient.plain(server)) {
				JSONObject connected = (JSONObject) library.awaitEvent("peer-connect").get(0);
				assertThat(connected.toMap())
					.isEqualTo(Map.of("room", "", "peerId", second.id(), "webrtc", false, "plain", true));
			}
		}
	}

	@Test
	void whenCredentialsExpireThenPeersAreToldWhenAndGetFreshOnes() {
		try (TestClient alice = TestClient.library(server)) {
			JSONObject welcome = alice.ask("p2p:join", Map.of("room", "ice", "webrtc", true));
			assertThat(welcome.getLong("iceLifetime")).isEqualTo(600_000);
			JSONObject fresh = alice.ask("p2p:ice", Map.of());
			assertThat(fresh.toMap()).isEqualTo(Map.of("iceLifetime", 600_000, "iceServers",
					List.of(Map.of("urls", List.of("turn:turn.example.org"), "username", "u", "credential", "c"))));
		}
	}

	private static String update(TestClient client, Map<String, Object> argument) {
		return client.ask("p2p:update", argument).getString("code");
	}

	static class Turn {

		@Bean
		IceServersProvider turn() {
			return (peer) -> new IceSettings(List.of(new IceServer(List.of("turn:turn.example.org"), "u", "c")),
					Duration.ofMinutes(10));
		}

	}

}
