package io.p2p.socketio;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that have lost their connection, as the others of the room see them.
 */
class LostPeerTests {

	private static final String ROOM = "lost";

	private static final int LINKS = 2;

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.num-clients=" + LINKS);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingIsLeft() {
		Census.awaitNobody(server);
	}

	@Test
	void whenAsManyAreLostAsThereAreLinksThenANewcomerLinksWithWhoIsHere() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM);
				SessionClient bob = open();
				SessionClient carol = open()) {
			bob.lose();
			carol.lose();
			awaitLost(alice, bob, carol);
			assertThat(alice.heard("p2p:links")).hasSize(2);
			try (SessionClient dave = SessionClient.connect(server)) {
				JSONObject welcome = join(dave);
				assertThat(welcome.getJSONArray("links").toList()).containsExactly(alice.id());
				alice.awaitTimes("p2p:links", 3);
				assertThat(((JSONObject) alice.heard("p2p:links").get(2).get(0)).getJSONArray("peerIds").toList())
					.contains(dave.id())
					.hasSize(LINKS);
				bob.comeBack();
				dave.listenUntil((client) -> client.heard("p2p:links").size() == 1);
				assertThat(dave.heard("p2p:links").get(0).getJSONObject(1).getJSONArray("peerIds").toList())
					.containsExactlyInAnyOrder(alice.id(), bob.id());
			}
			carol.comeBack();
		}
	}

	@Test
	void whenPeerIsLostThenTheOthersAndNewcomersAreTold() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM); SessionClient bob = open()) {
			bob.lose();
			assertThat(((JSONObject) alice.awaitEvent("p2p:lost").get(0)).toMap())
				.isEqualTo(Map.of("room", ROOM, "peerId", bob.id(), "lost", true));
			RoomMember member = server.bean(RoomManager.class).find(ROOM).member(new PeerId(bob.id()));
			assertThat(member.lost()).isTrue();
			assertThat(member.peer().isLost()).isTrue();
			try (SessionClient carol = SessionClient.connect(server)) {
				assertThat(others(join(carol))).filteredOn((peer) -> peer.optBoolean("lost"))
					.extracting((peer) -> peer.getString("peerId"))
					.containsExactly(bob.id());
				bob.comeBack();
				carol.listenUntil((client) -> client.heard("p2p:lost").size() == 1);
				assertThat(carol.heard("p2p:lost").get(0).getJSONObject(1).toMap())
					.isEqualTo(Map.of("room", ROOM, "peerId", bob.id(), "lost", false));
			}
			alice.awaitTimes("p2p:lost", 2);
			assertThat(member.peer().isLost()).isFalse();
		}
	}

	@Test
	void whenPeerComesBackThenItIsToldWhoWasLostOrCameBackMeanwhile() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM);
				SessionClient bob = open();
				SessionClient carol = open();
				SessionClient dave = open()) {
			dave.lose();
			awaitLost(alice, dave);
			bob.listenUntil((client) -> client.heard("p2p:lost").size() == 1);
			bob.lose();
			awaitLost(alice, bob);
			carol.lose();
			awaitLost(alice, carol);
			dave.comeBack();
			alice.awaitTimes("p2p:lost", 4);
			bob.comeBack();
			bob.listenUntil((client) -> client.heard("p2p:lost").size() == 3);
			assertThat(bob.heard("p2p:lost").subList(1, 3)).extracting((event) -> event.getJSONObject(1).toMap())
				.containsExactlyInAnyOrder(Map.of("room", ROOM, "peerId", carol.id(), "lost", true),
						Map.of("room", ROOM, "peerId", dave.id(), "lost", false));
			carol.comeBack();
		}
	}

	@Test
	void whenLostPeerLeavesForGoodThenThatIsAllThatTheOthersHear() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM); SessionClient bob = open()) {
			bob.lose();
			awaitLost(alice, bob);
			server.bean(RoomManager.class).find(ROOM).member(new PeerId(bob.id())).peer().disconnect();
			alice.awaitEvent("peer-disconnect");
			assertThat(alice.heard("p2p:lost")).hasSize(1);
		}
	}

	private static void awaitLost(TestClient witness, SessionClient... lost) {
		await().untilAsserted(() -> assertThat(witness.heard("p2p:lost"))
			.extracting((arguments) -> ((JSONObject) arguments.get(0)).getString("peerId"))
			.contains(Stream.of(lost).map(SessionClient::id).toArray(String[]::new)));
	}

	private static List<JSONObject> others(JSONObject welcome) {
		JSONArray peers = welcome.getJSONArray("peers");
		return Stream.iterate(0, (i) -> i < peers.length(), (i) -> i + 1).map(peers::getJSONObject).toList();
	}

	private static SessionClient open() {
		SessionClient client = SessionClient.connect(server);
		join(client);
		return client;
	}

	private static JSONObject join(SessionClient client) {
		client.session();
		return client.ask("p2p:join", new JSONObject(Map.of("room", ROOM, "webrtc", true)));
	}

}
