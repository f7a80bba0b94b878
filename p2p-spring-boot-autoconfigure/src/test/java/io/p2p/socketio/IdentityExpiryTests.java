package io.p2p.socketio;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerLogin;
import io.p2p.peer.RefusedException;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.RawClient;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers whose identity ends, and those who come back as somebody else.
 */
@Tag("alone") // what lasts for half a second must be there first
class IdentityExpiryTests {

	private static final String ROOM = "expiry";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Tokens.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingStays() {
		Census.awaitNobody(server);
		tokens().logins.values().forEach((login) -> assertThat(login.size()).isZero());
		tokens().logins.clear();
		tokens().ends.clear();
	}

	@Test
	void whenIdentityEndsThenThePeerIsToldWhyAndDisconnectedAndTheOthersSeeItLeave() {
		try (TestClient bob = library("bob"); TestClient alice = library("alice")) {
			alice.emit("p2p:msg", Map.of("room", ROOM), "last", 1);
			String id = alice.id();
			tokens().until("alice2", Duration.ofMillis(400));
			try (TestClient mortal = library("alice2")) {
				JSONObject error = (JSONObject) mortal.awaitEvent("peer-error").get(0);
				assertThat(error.getString("code")).isEqualTo("token-expired");
				assertThat(mortal.awaitEvent("disconnect")).first().isEqualTo("io server disconnect");
				assertThat(bob.awaitEvent("peer-disconnect")).first()
					.satisfies((left) -> assertThat(((JSONObject) left).getString("peerId")).isNotEqualTo(id));
			}
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	@Test
	void whenPlainPeersIdentityEndsThenItIsToldAndDisconnectedToo() {
		tokens().until("alice", Duration.ofMillis(300));
		RawClient.Socket alice = new RawClient(server).webSocket("EIO=4&transport=websocket");
		alice.next();
		alice.send("40{\"token\":\"alice\"}");
		assertThat((String) alice.next()).startsWith("40");
		assertThat((String) alice.next()).contains("numClients");
		assertThat((String) alice.next()).contains("peer-error").contains("token-expired");
		assertThat(alice.next()).isEqualTo("41");
		alice.awaitClose();
	}

	@Test
	void whenPeerWithASessionEndsThenItIsToldAndItsTokenIsWorthless() {
		tokens().until("alice", Duration.ofMillis(500));
		try (SessionClient alice = SessionClient.open(server, ROOM, "alice")) {
			String id = alice.id();
			alice.awaitClose();
			assertThat(alice.heard("peer-error")).singleElement()
				.satisfies((error) -> assertThat(error.getJSONObject(1).getString("code")).isEqualTo("token-expired"));
			tokens().forever("alice");
			assertThat(alice.comeBack().getBoolean("resumed")).isFalse();
			assertThat(alice.id()).isNotEqualTo(id);
		}
	}

	@Test
	void whenTokenIsOverThenTheClientIsRefusedWhateverSessionItHas() {
		try (SessionClient alice = SessionClient.open(server, ROOM, "alice")) {
			alice.lose();
			tokens().until("alice", Duration.ofMillis(-1));
			try (TestClient again = TestClient.open(server, "/", TestClient.showing("alice"))) {
				assertThat(again.awaitRefusal().getJSONObject("data").getString("code")).isEqualTo("token-expired");
			}
			tokens().forever("alice");
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
		}
	}

	@Test
	void whenLostPeersIdentityEndsThenItIsGoneAtThatTime() {
		tokens().until("alice", Duration.ofMillis(600));
		try (TestClient bob = library("bob")) {
			SessionClient alice = SessionClient.open(server, ROOM, "alice");
			alice.lose();
			await().until(() -> server.bean(PeerNamespaceHandler.class).counts().detached() == 1);
			assertThat(bob.heard("peer-disconnect")).isEmpty();
			bob.awaitEvent("peer-disconnect");
			assertThat(server.bean(PeerNamespaceHandler.class).counts().detached()).isZero();
			tokens().forever("alice");
			assertThat(alice.comeBack().getBoolean("resumed")).isFalse();
			alice.close();
		}
	}

	@Test
	void whenPeerComesBackThenItHasThePrincipalAndTheEndOfItsNewConnection() {
		tokens().until("alice", Duration.ofMillis(1200));
		try (TestClient bob = library("bob"); SessionClient alice = SessionClient.open(server, ROOM, "alice")) {
			Peer peer = member(alice.id());
			Instant first = Instant.now();
			Object before = peer.principal();
			alice.lose();
			tokens().forever("alice");
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			assertThat(peer.principal()).isNotSameAs(before).extracting("name").isEqualTo("alice");
			alice.lose();
			tokens().until("alice", Duration.ofMillis(1800));
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			alice.awaitClose();
			assertThat(Duration.between(first, Instant.now())).isGreaterThan(Duration.ofMillis(1500));
			assertThat(alice.heard("peer-error")).hasSize(1);
			bob.awaitTimes("peer-disconnect", 1);
		}
	}

	@Test
	void whenAnotherUserHasThePeersSessionTokenThenItIsWorthAsMuchAsNone() {
		try (TestClient bob = library("bob"); SessionClient alice = SessionClient.open(server, ROOM, "alice")) {
			for (String thief : List.of("eve", "nobody")) {
				SessionClient stolen = alice.twin(server).showing(thief);
				JSONObject answer = stolen.comeBack();
				assertThat(answer.getBoolean("resumed")).isFalse();
				assertThat(answer.getString("peerId")).isNotEqualTo(alice.id());
				assertThat(answer.getString("token")).isNotEqualTo(alice.token());
				assertThat(stolen.ask("p2p:msg", Map.of("room", ROOM), "hello").getString("code"))
					.isEqualTo("not-a-member");
				stolen.close();
			}
			alice.emit("p2p:msg", Map.of("room", ROOM), "still", "here");
			assertThat(bob.awaitEvent("p2p:msg")).contains("still", "here");
			alice.lose();
			SessionClient stolen = alice.twin(server).showing("eve");
			assertThat(stolen.comeBack().getBoolean("resumed")).isFalse();
			stolen.close();
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			assertThat(bob.heard("peer-disconnect")).isEmpty();
		}
	}

	@Test
	void whenAnonymousPeersSessionTokenIsStolenThenNoUserCanHaveIt() {
		try (SessionClient nobody = SessionClient.open(server, ROOM, "nobody")) {
			SessionClient alice = nobody.twin(server).showing("alice");
			assertThat(alice.comeBack().getBoolean("resumed")).isFalse();
			alice.close();
			nobody.lose();
			assertThat(nobody.comeBack().getBoolean("resumed")).isTrue();
		}
	}

	@Test
	void whenLoginEndsThenItsPeersAreDisconnectedLostOnesToo() {
		PeerLogin login = tokens().login("alice");
		SessionClient lost = SessionClient.open(server, ROOM, "alice");
		lost.lose();
		await().until(() -> server.bean(PeerNamespaceHandler.class).counts().detached() == 1);
		try (TestClient bob = library("bob");
				TestClient connected = library("alice");
				SessionClient session = SessionClient.open(server, ROOM, "alice")) {
			assertThat(login.size()).isEqualTo(3);
			login.end();
			login.end();
			assertThat(((JSONObject) connected.awaitEvent("peer-error").get(0)).getString("code"))
				.isEqualTo("token-expired");
			session.awaitClose();
			bob.awaitTimes("peer-disconnect", 3);
			assertThat(server.bean(PeerNamespaceHandler.class).counts().detached()).isZero();
			assertThat(bob.socket().connected()).isTrue();
		}
	}

	@Test
	void whenLoginHasEndedWhileTheClientConnectsThenItIsDisconnectedAtOnce() {
		tokens().login("alice").end();
		try (SessionClient alice = SessionClient.connect(server)) {
			alice.lose();
			alice.showing("alice").connect();
			alice.awaitClose();
			JSONArray error = alice.heard("peer-error").get(0);
			assertThat(error.getJSONObject(1).getString("code")).isEqualTo("token-expired");
		}
	}

	@Test
	void whenEndIsTooFarAwayForATimerThenThePeerJustGoesOn() {
		tokens().ends.put("alice", Instant.MAX);
		try (TestClient alice = library("alice")) {
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	private static TestClient library(String token) {
		TestClient client = TestClient.connect(server, "/", TestClient.showing(token));
		assertThat(client.ask("p2p:join", Map.of("room", ROOM, "webrtc", false)).has("peerId")).isTrue();
		return client;
	}

	private static Peer member(String id) {
		return server.bean(RoomManager.class).find(ROOM).member(new PeerId(id)).peer();
	}

	private static Tokens tokens() {
		return server.bean(Tokens.class);
	}

	static class Tokens {

		private final Map<String, Instant> ends = new ConcurrentHashMap<>();

		private final Map<String, PeerLogin> logins = new ConcurrentHashMap<>();

		@Bean
		PeerAuthenticator authenticator() {
			return (handshake) -> {
				String token = handshake.token();
				if (token == null) {
					throw new RefusedException(ErrorCode.UNAUTHORIZED, "Who are you?");
				}
				PeerIdentity identity = token.equals("nobody") ? PeerIdentity.anonymous()
						: new PeerIdentity(() -> token, this.ends.get(token), null);
				PeerLogin login = this.logins.get(token);
				return (login != null) ? identity.with(login) : identity;
			};
		}

		void until(String token, Duration lifetime) {
			this.ends.put(token, Instant.now().plus(lifetime));
		}

		void forever(String token) {
			this.ends.remove(token);
		}

		PeerLogin login(String token) {
			return this.logins.computeIfAbsent(token, (name) -> new PeerLogin());
		}

	}

}
