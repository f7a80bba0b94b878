package io.p2p.socketio;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.SocketIOServer;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that lose their connection and come back.
 */
class RecoveryTests {

	private static final String ROOM = "recovery";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start();
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
	void whenPeerComesBackThenWhatWasSentMeanwhileArrivesOnceAndNobodySawItLeave() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM);
				SessionClient bob = SessionClient.open(server, ROOM)) {
			String id = bob.id();
			count(alice, 0, 5);
			bob.listenUntil((client) -> client.heard("p2p:msg").size() == 5);
			bob.lose();
			awaitDetached(1);
			count(alice, 5, 100);
			assertThat(bob.comeBack().getBoolean("resumed")).isTrue();
			count(alice, 100, 105);
			bob.listenUntil((client) -> client.heard("p2p:msg").size() == 105);
			assertThat(numbers(bob)).containsExactlyElementsOf(range(105));
			assertThat(bob.id()).isEqualTo(id);
			assertThat(alice.heard("peer-disconnect")).isEmpty();
			assertThat(alice.heard("peer-connect")).hasSize(1);
			assertThat(server.bean(PeerNamespaceHandler.class).counts().detached()).isZero();
		}
	}

	@Test
	void whenClientSendsAgainWhatWasNotConfirmedThenNothingIsRelayedTwice() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM);
				SessionClient bob = SessionClient.open(server, ROOM)) {
			for (int i = 0; i < 40; i++) {
				bob.emit("p2p:msg", Map.of("room", ROOM), "count", i);
			}
			alice.awaitTimes("p2p:msg", 40);
			bob.listenUntil((client) -> client.lastConfirmation() == 32);
			bob.lose();
			for (int i = 40; i < 50; i++) {
				bob.emit("p2p:msg", Map.of("room", ROOM), "count", i);
			}
			assertThat(bob.comeBack().getLong("received")).isEqualTo(40);
			alice.awaitTimes("p2p:msg", 50);
			assertThat(alice.heard("p2p:msg")).extracting((arguments) -> arguments.get(2))
				.containsExactlyElementsOf(range(50));
		}
	}

	@Test
	void whenServerDisconnectsAPeerThenItIsGoneAtOnceAndCannotComeBack() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM);
				SessionClient connected = SessionClient.open(server, ROOM);
				SessionClient lost = SessionClient.open(server, ROOM)) {
			lost.lose();
			awaitDetached(1);
			for (String id : List.of(connected.id(), lost.id())) {
				server.bean(RoomManager.class).find(ROOM).member(new PeerId(id)).peer().disconnect();
			}
			alice.awaitTimes("peer-disconnect", 2);
			connected.lose();
			assertThat(connected.comeBack().getBoolean("resumed")).isFalse();
			assertThat(lost.comeBack().getBoolean("resumed")).isFalse();
		}
	}

	@Test
	void whenWindowPassesThenTheOthersAreToldAndTheTokenIsWorthless() {
		try (TestServer impatient = TestServer.start("p2p.recovery.window=200ms");
				TestClient alice = TestClient.libraryWebSocket(impatient, ROOM)) {
			SessionClient bob = SessionClient.open(impatient, ROOM);
			String id = bob.id();
			bob.lose();
			JSONObject left = (JSONObject) alice.awaitEvent("peer-disconnect").get(0);
			assertThat(left.getString("peerId")).isEqualTo(id);
			JSONObject answer = bob.comeBack();
			assertThat(answer.getBoolean("resumed")).isFalse();
			assertThat(answer.getLong("window")).isEqualTo(200);
			assertThat(bob.id()).isNotEqualTo(id);
			bob.lose();
			alice.socket().close();
			Census.awaitNobody(impatient);
		}
	}

	@Test
	void whenThereIsNoRecoveryThenThereIsNoToken() {
		try (TestServer forgetful = TestServer.start("p2p.recovery.window=0");
				TestClient alice = TestClient.libraryWebSocket(forgetful, ROOM)) {
			SessionClient bob = SessionClient.connect(forgetful);
			assertThat(bob.session().keySet()).contains("peerId", "resumed", "received")
				.doesNotContain("token", "window");
			bob.ask("p2p:join", Map.of("room", ROOM, "webrtc", false));
			bob.lose();
			alice.awaitEvent("peer-disconnect");
		}
	}

	@Test
	void whenClientDisconnectsThenItIsGoneAtOnce() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM)) {
			SessionClient.open(server, ROOM).close();
			alice.awaitEvent("peer-disconnect");
		}
	}

	@Test
	void whenApplicationDisconnectsPeerThenItIsGoneAtOnce() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM)) {
			SessionClient bob = SessionClient.open(server, ROOM);
			server.bean(SocketIOServer.class).getClient(UUID.fromString(bob.id())).disconnect();
			alice.awaitEvent("peer-disconnect");
			bob.awaitClose();
			assertThat(bob.comeBack().getBoolean("resumed")).isFalse();
			bob.close();
		}
	}

	@Test
	void whenClientDidNotAnnounceItselfThenItsSessionMakesItALibraryPeer() {
		try (TestClient other = TestClient.webSocket(server); TestClient late = TestClient.webSocket(server)) {
			assertThat(late.ask("p2p:session", Map.of()).getString("token")).isNotEmpty();
			assertThat(((JSONObject) other.awaitEvent("peer-disconnect").get(0)).getString("peerId"))
				.isEqualTo(late.id());
			assertThat(late.ask("p2p:join", Map.of("room", ROOM, "webrtc", false)).getString("peerId"))
				.isEqualTo(late.id());
		}
	}

	@Test
	void whenTokenOrCountIsWrongThenTheSessionIsNew() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM);
				SessionClient bob = SessionClient.open(server, ROOM)) {
			long received = bob.received();
			for (String token : List.of("", "x", bob.token().substring(1), bob.token() + "A", bob.id())) {
				assertNew(bob, token, received);
			}
			assertNew(bob, bob.token(), received + 1);
			assertNew(bob, bob.token(), Long.MAX_VALUE);
			alice.askAll("p2p:msg", Map.of("room", ROOM), "chat");
			bob.listenUntil((client) -> client.heard("p2p:msg").size() == 1);
			assertThat(alice.heard("peer-disconnect")).isEmpty();
		}
	}

	@Test
	void whenRequestForSessionIsHostileThenItIsRefused() {
		try (SessionClient bob = SessionClient.open(server, ROOM);
				SessionClient member = SessionClient.connect(server);
				SessionClient mallory = SessionClient.connect(server)) {
			assertThat(code(bob, Map.of())).as("a second one").isEqualTo("bad-request");
			member.ask("p2p:join", Map.of("room", ROOM, "webrtc", false));
			assertThat(code(member, Map.of())).as("from a room").isEqualTo("bad-request");
			assertThat(code(member, Map.of("session", bob.token()))).as("from a room").isEqualTo("bad-request");
			assertThat(code(mallory, Map.of("session", List.of("x", "y")))).isEqualTo("bad-request");
			assertThat(code(mallory, Map.of("session", bob.token(), "received", -1))).isEqualTo("bad-request");
			assertThat(code(mallory, Map.of("session", bob.token(), "received", "x"))).isEqualTo("bad-request");
			assertThat(mallory.ask("p2p:session").getString("code")).isEqualTo("bad-request");
			bob.ask("p2p:received", "x");
			bob.send("42[\"p2p:received\",-7]");
			bob.send("42[\"p2p:received\",9007199254740991]");
			assertThat(bob.ask("p2p:ice", Map.of()).has("iceServers")).isTrue();
		}
	}

	@Test
	void whenAnotherConnectionResumesThenTheOneBeforeItEnds() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM)) {
			SessionClient bob = SessionClient.open(server, ROOM);
			SessionClient twin = bob.twin(server);
			assertThat(twin.comeBack().getBoolean("resumed")).isTrue();
			bob.awaitClose();
			alice.askAll("p2p:msg", Map.of("room", ROOM, "to", bob.id()), "chat");
			twin.listenUntil((client) -> client.heard("p2p:msg").size() == 1);
			assertThat(twin.id()).isEqualTo(bob.id());
			assertThat(alice.heard("peer-disconnect")).isEmpty();
			assertThat(bob.heard("p2p:msg")).isEmpty();
			twin.close();
			alice.awaitEvent("peer-disconnect");
		}
	}

	@Test
	void whenRequestIsRefusedThenTheErrorCountsAndSoDoesTheRequest() {
		try (TestServer strict = TestServer.start("p2p.limits.events-per-second=20");
				SessionClient bob = SessionClient.open(strict, ROOM)) {
			for (int i = 0; i < 30; i++) {
				bob.emit("p2p:msg", Map.of("room", ROOM, "to", "nobody", "ack", i + 1), "chat");
			}
			bob.listenUntil((client) -> client.heard("peer-error").size() == 30);
			assertThat(bob.heard("peer-error")).extracting((error) -> error.getJSONObject(1).getString("code"))
				.contains("rate-limited", "unknown-peer");
			bob.lose();
			await().until(() -> strict.bean(PeerNamespaceHandler.class).counts().detached() == 1);
			JSONObject answer = bob.comeBack();
			assertThat(answer.getBoolean("resumed")).isTrue();
			assertThat(answer.getLong("received")).isEqualTo(30);
		}
	}

	@Test
	void whenServerStopsThenLostPeersAreForgotten() {
		try (TestServer stopping = TestServer.start()) {
			SessionClient bob = SessionClient.open(stopping, ROOM);
			bob.lose();
			await().until(() -> stopping.bean(PeerNamespaceHandler.class).counts().detached() == 1);
			stopping.bean(P2pServer.class).stop();
			assertThat(Census.entries(stopping)).as("%s", Census.of(stopping)).isZero();
		}
	}

	private static void assertNew(SessionClient bob, String token, long received) {
		try (SessionClient mallory = SessionClient.connect(server)) {
			mallory.token(token);
			mallory.received(received);
			JSONObject answer = mallory.session();
			assertThat(answer.getBoolean("resumed")).as(token).isFalse();
			assertThat(mallory.id()).isNotEqualTo(bob.id());
			assertThat(mallory.token()).hasSizeGreaterThanOrEqualTo(22).isNotEqualTo(bob.token());
		}
	}

	private static String code(SessionClient client, Map<String, Object> request) {
		return client.ask("p2p:session", request).getString("code");
	}

	private static void count(TestClient sender, int from, int to) {
		for (int i = from; i < to; i++) {
			sender.emit("p2p:msg", Map.of("room", ROOM), "count", i);
		}
		sender.askAll("p2p:msg", Map.of("room", ROOM, "to", sender.id(), "ack", 1), (Object) null);
	}

	private static List<Object> numbers(SessionClient client) {
		return client.heard("p2p:msg").stream().map((event) -> event.get(3)).toList();
	}

	private static List<Object> range(int to) {
		return IntStream.range(0, to).<Object>mapToObj((i) -> i).toList();
	}

	private static void awaitDetached(int count) {
		await().until(() -> server.bean(PeerNamespaceHandler.class).counts().detached() == count);
	}

}
