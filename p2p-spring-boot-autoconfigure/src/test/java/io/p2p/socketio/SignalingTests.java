package io.p2p.socketio;

import java.util.List;
import java.util.Map;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.room.RoomManager;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Joining, presence, the plan of links, and signals.
 */
class SignalingTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.num-clients=2", "p2p.limits.rooms-per-peer=3",
				"p2p.ice.servers[0].urls=stun:stun.example.org", "p2p.server.max-payload=50000B");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenPeerJoinsThenItIsToldWhatItFindsAndTheOthersAreTold() {
		try (TestClient alice = TestClient.library(server, "presence"); TestClient bob = TestClient.library(server)) {
			JSONObject welcome = bob.ask("p2p:join", Map.of("room", "presence", "webrtc", true));
			assertThat(welcome.getString("peerId")).isEqualTo(bob.id());
			assertThat(welcome.getString("room")).isEqualTo("presence");
			assertThat(welcome.getInt("numClients")).isEqualTo(2);
			assertThat(welcome.getInt("maxPayload")).isEqualTo(50_000);
			assertThat(welcome.getJSONArray("links").toList()).containsExactly(alice.id());
			assertThat(welcome.getJSONArray("peers").getJSONObject(0).getString("peerId")).isEqualTo(alice.id());
			JSONObject iceServer = welcome.getJSONArray("iceServers").getJSONObject(0);
			assertThat(iceServer.toMap()).isEqualTo(Map.of("urls", List.of("stun:stun.example.org")));
			JSONObject joined = (JSONObject) alice.awaitEvent("peer-connect").get(0);
			assertThat(joined.toMap()).isEqualTo(Map.of("room", "presence", "peerId", bob.id(), "webrtc", true));
			assertThat(links(alice)).containsExactly(bob.id());
		}
	}

	@Test
	void whenPeerGoesThenTheOthersAreToldAndTheRoomEnds() {
		TestClient alice = TestClient.library(server, "gone");
		try (TestClient bob = TestClient.library(server, "gone")) {
			String id = alice.id();
			alice.close();
			JSONObject left = (JSONObject) bob.awaitEvent("peer-disconnect").get(0);
			assertThat(left.toMap()).isEqualTo(Map.of("room", "gone", "peerId", id));
		}
		await().untilAsserted(() -> assertThat(server.bean(RoomManager.class).find("gone")).isNull());
	}

	@Test
	void whenNumClientsIsReachedThenNobodyIsPlannedMoreLinksAndThePlanIsRepaired() {
		try (TestClient one = TestClient.library(server, "mesh");
				TestClient two = TestClient.library(server, "mesh");
				TestClient three = TestClient.library(server, "mesh");
				TestClient four = TestClient.library(server)) {
			JSONObject welcome = four.ask("p2p:join", Map.of("room", "mesh", "webrtc", true));
			assertThat(welcome.getJSONArray("links").toList()).isEmpty();
			assertThat(code(four, Map.of("room", "mesh", "toPeerId", two.id(), "signal", Map.of())))
				.isEqualTo("unknown-peer");
			one.socket().close();
			await().untilAsserted(() -> {
				assertThat(links(four)).containsExactlyInAnyOrder(two.id(), three.id());
				assertThat(links(two)).containsExactlyInAnyOrder(three.id(), four.id());
			});
		}
	}

	@Test
	void whenClientWantsFewerLinksThenItGetsFewerAndNeverMoreThanTheServerAllows() {
		try (TestClient one = TestClient.library(server); TestClient two = TestClient.library(server)) {
			assertThat(one.ask("p2p:join", Map.of("room", "few", "webrtc", true, "numClients", 0)).getInt("numClients"))
				.isZero();
			JSONObject welcome = two.ask("p2p:join", Map.of("room", "few", "webrtc", true, "numClients", 99));
			assertThat(welcome.getInt("numClients")).isEqualTo(2);
			assertThat(welcome.getJSONArray("links").toList()).isEmpty();
		}
	}

	@Test
	void whenPeerSignalsThenOnlyTheTargetHearsItWithTheSendersId() {
		try (TestClient alice = TestClient.library(server, "signal");
				TestClient bob = TestClient.library(server, "signal");
				TestClient carol = TestClient.library(server, "signal")) {
			Map<String, Object> description = Map.of("type", "offer", "sdp", "v=0\r\n\u00fc");
			assertThat(alice.askAll("peer-signal", Map.of("room", "signal", "toPeerId", bob.id(), "offerId", "o1",
					"signal", Map.of("description", description))))
				.isEmpty();
			JSONObject signal = (JSONObject) bob.awaitEvent("peer-signal").get(0);
			assertThat(signal.toMap()).isEqualTo(Map.of("room", "signal", "toPeerId", bob.id(), "fromPeerId",
					alice.id(), "offerId", "o1", "signal", Map.of("description", description)));
			carol.askAll("p2p:leave", Map.of("room", "other"));
			assertThat(carol.heard("peer-signal")).isEmpty();
		}
	}

	@Test
	void whenSignalHoldsBytesThenTheyArriveWithIt() {
		try (TestClient alice = TestClient.library(server, "bytes");
				TestClient bob = TestClient.library(server, "bytes")) {
			JSONObject signal = new JSONObject(Map.of("sdp", "\u2028 é \" \\"));
			signal.put("bytes", new byte[] { 1, 2 });
			alice.emit("peer-signal", new JSONObject(Map.of("room", "bytes", "toPeerId", bob.id(), "signal", signal)));
			JSONObject heard = ((JSONObject) bob.awaitEvent("peer-signal").get(0)).getJSONObject("signal");
			assertThat(heard.getString("sdp")).isEqualTo("\u2028 é \" \\");
			assertThat(heard.get("bytes")).isEqualTo(new byte[] { 1, 2 });
		}
	}

	@Test
	void whenSignalIsNotForTheSenderToSendThenItIsRefusedAndNobodyElseHears() {
		try (TestClient alice = TestClient.library(server, "refused");
				TestClient bob = TestClient.library(server, "refused");
				TestClient elsewhere = TestClient.library(server, "elsewhere")) {
			Map<String, Object> signal = Map.of("candidate", Map.of());
			assertThat(code(alice, Map.of("room", "refused", "toPeerId", "nobody", "signal", signal)))
				.isEqualTo("unknown-peer");
			assertThat(code(alice, Map.of("room", "refused", "toPeerId", elsewhere.id(), "signal", signal)))
				.isEqualTo("unknown-peer");
			assertThat(code(alice, Map.of("room", "refused", "toPeerId", alice.id(), "signal", signal)))
				.isEqualTo("unknown-peer");
			assertThat(code(alice, Map.of("room", "elsewhere", "toPeerId", elsewhere.id(), "signal", signal)))
				.isEqualTo("not-a-member");
			assertThat(code(alice, Map.of("room", "refused", "toPeerId", bob.id()))).isEqualTo("bad-request");
			assertThat(code(alice, Map.of("room", "refused", "toPeerId", List.of(), "signal", 1)))
				.isEqualTo("bad-request");
			assertThat(alice.ask("peer-signal", "garbage").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("peer-signal").getString("code")).isEqualTo("bad-request");
			try (TestClient mallory = TestClient.library(server, "refused")) {
				assertThat(code(mallory,
						Map.of("room", "refused", "toPeerId", bob.id(), "fromPeerId", alice.id(), "signal", signal)))
					.isEqualTo("spoofed-sender");
			}
			for (TestClient client : List.of(alice, bob, elsewhere)) {
				client.askAll("p2p:leave", Map.of("room", "nowhere"));
				assertThat(client.heard("peer-signal")).isEmpty();
				assertThat(client.socket().connected()).isTrue();
			}
		}
	}

	@Test
	void whenLinkClosesWithPeerThatHasGoneThenNobodyIsToldOfAnError() {
		Map<String, Object> closed = Map.of("closed", true);
		try (TestClient alice = TestClient.library(server, "closing");
				TestClient elsewhere = TestClient.library(server, "elsewhere")) {
			String gone;
			try (TestClient bob = TestClient.library(server, "closing")) {
				gone = bob.id();
				alice.awaitEvent("peer-connect");
			}
			alice.awaitEvent("peer-disconnect");
			for (String to : List.of(gone, elsewhere.id())) {
				Map<String, Object> signal = Map.of("room", "closing", "toPeerId", to, "offerId", "o", "signal",
						closed);
				alice.emit("peer-signal", signal);
				assertThat(alice.askAll("peer-signal", signal)).isEmpty();
			}
			assertThat(code(alice, Map.of("room", "elsewhere", "toPeerId", elsewhere.id(), "signal", closed)))
				.isEqualTo("not-a-member");
			assertThat(alice.heard("peer-error")).isEmpty();
			elsewhere.askAll("p2p:leave", Map.of("room", "nowhere"));
			assertThat(elsewhere.heard("peer-signal")).isEmpty();
		}
	}

	@Test
	void whenSignalIsRefusedWithoutAcknowledgementThenTheSenderGetsAnErrorEvent() {
		try (TestClient alice = TestClient.library(server, "event")) {
			alice.emit("peer-signal", Map.of("room", "event", "toPeerId", "nobody", "signal", Map.of()));
			JSONObject error = (JSONObject) alice.awaitEvent("peer-error").get(0);
			assertThat(error.getString("code")).isEqualTo("unknown-peer");
			assertThat(error.getString("peerId")).isEqualTo("nobody");
			assertThat(error.getString("event")).isEqualTo("peer-signal");
		}
	}

	@Test
	void whenSeedsClientOffersThenOtherPlainPeersGetOneEach() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			assertThat((Integer) bob.awaitEvent("numClients").get(0)).isGreaterThanOrEqualTo(1);
			JSONArray offers = new JSONArray();
			for (int i = 0; i < 5; i++) {
				offers.put(Map.of("offerId", "o" + i, "offer", Map.of("sdp", "x")));
			}
			bob.emit("offers", Map.of("offers", offers, "fromPeerId", "what the seed takes for its id"));
			JSONObject offer = (JSONObject) alice.awaitEvent("offer").get(0);
			assertThat(offer.getString("fromPeerId")).isEqualTo(bob.id());
			assertThat(offer.getString("offerId")).startsWith("o");
			alice.emit("peer-signal", Map.of("toPeerId", bob.id(), "offerId", offer.getString("offerId"), "fromPeerId",
					"seed", "signal", Map.of("type", "answer")));
			JSONObject answer = (JSONObject) bob.awaitEvent("peer-signal").get(0);
			assertThat(answer.getString("fromPeerId")).isEqualTo(alice.id());
			assertThat(bob.heard("offer")).isEmpty();
		}
	}

	@Test
	void whenOffersAreGarbageThenTheyAreRefused() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("offers", "x").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("offers", Map.of()).getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("offers", Map.of("offers", new JSONArray("[null]"))).getString("code"))
				.isEqualTo("bad-request");
		}
	}

	@Test
	void whenPlainPeerJoinsAnotherRoomThenItLeavesTheDefaultRoom() {
		try (TestClient watcher = TestClient.library(server, ""); TestClient client = TestClient.plain(server)) {
			client.ask("p2p:join", Map.of("room", "other", "webrtc", false));
			watcher.awaitEvent("peer-disconnect");
			assertThat(client.ask("p2p:msg", Map.of(), "chat").getString("code")).isEqualTo("not-a-member");
		}
	}

	@Test
	void whenPeerIsInTooManyRoomsOrTheNameIsTooLongThenTheNextIsRefused() {
		try (TestClient client = TestClient.library(server)) {
			for (String room : List.of("1", "2", "3")) {
				client.ask("p2p:join", Map.of("room", room, "webrtc", true));
			}
			assertThat(client.ask("p2p:join", Map.of("room", "4", "webrtc", true)).getString("code"))
				.isEqualTo("too-large");
			assertThat(client.ask("p2p:join", Map.of("room", "1", "webrtc", true)).has("code")).isFalse();
			assertThat(client.ask("p2p:join", Map.of("room", "x".repeat(129), "webrtc", true)).getString("code"))
				.isEqualTo("bad-request");
		}
	}

	private static String code(TestClient client, Map<String, Object> signal) {
		return client.ask("peer-signal", signal).getString("code");
	}

	private static List<Object> links(TestClient client) {
		client.awaitEvent("p2p:links");
		List<List<Object>> heard = client.heard("p2p:links");
		return ((JSONObject) heard.get(heard.size() - 1).get(0)).getJSONArray("peerIds").toList();
	}

}
