package io.p2p.socketio;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;

import io.p2p.engineio.CloseReason;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How much waits for peers that have lost their connection.
 */
class RecoveryLimitsTests {

	private static final String ROOM = "limits";

	@Test
	void whenTooMuchWaitsForLostPeerThenItIsGone() {
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-queued=20KB",
				"p2p.server.max-payload=20KB");
				TestClient alice = TestClient.library(small, ROOM);
				SessionClient bob = SessionClient.open(small, ROOM)) {
			bob.lose();
			await().until(() -> small.bean(PeerNamespaceHandler.class).counts().detached() == 1);
			for (int i = 0; i < 30; i++) {
				alice.askAll("p2p:msg", Map.of("room", ROOM), "chat", "x".repeat(1000));
			}
			alice.awaitEvent("peer-disconnect");
			assertThat(Census.of(small)).containsEntry("recovery.queued", 0).containsEntry("recovery.sessions", 0);
			assertThat(bob.comeBack().getBoolean("resumed")).isFalse();
		}
	}

	@Test
	void whenTooMuchWaitsForAllPeersThenThoseGoForWhomMostWaits() {
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-total-queued=20KB");
				TestClient alice = TestClient.library(small, ROOM);
				SessionClient bob = SessionClient.open(small, ROOM);
				SessionClient carol = SessionClient.open(small, ROOM)) {
			// bob is told of carol
			bob.listenUntil((client) -> client.heard("peer-connect").size() == 1);
			bob.lose();
			carol.lose();
			await().until(() -> small.bean(PeerNamespaceHandler.class).counts().detached() == 2);
			alice.askAll("p2p:msg", Map.of("room", ROOM, "to", bob.id()), "chat", "x".repeat(15_000));
			alice.askAll("p2p:msg", Map.of("room", ROOM, "to", carol.id()), "chat", "x".repeat(10_000));
			JSONObject left = (JSONObject) alice.awaitEvent("peer-disconnect").get(0);
			assertThat(left.getString("peerId")).isEqualTo(bob.id());
			assertThat(carol.comeBack().getBoolean("resumed")).isTrue();
			carol.listenUntil((client) -> client.heard("p2p:msg").size() == 1);
			assertThat(bob.comeBack().getBoolean("resumed")).isFalse();
			assertThat(small.bean(PeerNamespaceHandler.class).counts().dropped()).isEqualTo(1);
		}
	}

	@Test
	void whenARoomOfLostPeersWaitsForTheSameThenItCountsOnce() {
		// each of them waits for 300 KB
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-total-queued=400KB");
				TestClient alice = TestClient.library(small, ROOM)) {
			List<SessionClient> lost = IntStream.range(0, 20).mapToObj((i) -> SessionClient.open(small, ROOM)).toList();
			lost.forEach(SessionClient::lose);
			await().until(() -> small.bean(PeerNamespaceHandler.class).counts().detached() == 20);
			for (int i = 0; i < 30; i++) {
				alice.askAll("p2p:msg", Map.of("room", ROOM), "chat", "x".repeat(10_000));
			}
			assertThat(small.bean(P2pServer.class).counts().heldBytes()).isBetween(300_000L, 400_000L);
			lost.forEach((client) -> {
				assertThat(client.comeBack().getBoolean("resumed")).isTrue();
				client.listenUntil((one) -> one.heard("p2p:msg").size() == 30);
				client.close();
			});
			alice.awaitTimes("peer-disconnect", 20);
			assertThat(small.bean(P2pServer.class).counts().heldBytes()).isZero();
		}
	}

	@Test
	void whenConnectedClientsDoNotReadThenTheTotalIsBoundedTooAndOthersAreUndisturbed() {
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-total-queued=500KB");
				TestClient alice = TestClient.libraryWebSocket(small, ROOM);
				TestClient bob = TestClient.libraryWebSocket(small, ROOM)) {
			List<SessionClient> silent = IntStream.range(0, 4)
				.mapToObj((i) -> SessionClient.open(small, ROOM))
				.toList();
			silent.forEach(SessionClient::neverConfirm);
			for (int i = 0; i < 4; i++) {
				for (int j = 0; j < 10 + i; j++) {
					alice.askAll("p2p:msg", Map.of("room", ROOM, "to", silent.get(i).id()), "chat", "x".repeat(10_000));
				}
			}
			// 460 KB until here
			assertThat(alice.heard("peer-disconnect")).isEmpty();
			for (int j = 0; j < 5; j++) {
				alice.askAll("p2p:msg", Map.of("room", ROOM, "to", silent.get(0).id()), "chat", "x".repeat(10_000));
			}
			JSONObject left = (JSONObject) alice.awaitEvent("peer-disconnect").get(0);
			assertThat(left.getString("peerId")).isEqualTo(silent.get(0).id());
			assertThat(alice.askAll("p2p:msg", Map.of("room", ROOM, "to", bob.id()), "chat")).isEmpty();
			bob.awaitEvent("p2p:msg");
			assertThat(alice.heard("peer-disconnect")).hasSize(1);
			assertThat(small.bean(P2pServer.class).ended(CloseReason.SLOW_CONSUMER)).isEqualTo(1);
		}
	}

	@Test
	void whenMuchIsUnconfirmedThenTheLimitIsTheSameBeforeAndAfterTheConnectionIsLost() {
		try (TestServer small = TestServer.start(); TestClient alice = TestClient.library(small, ROOM)) {
			SessionClient bob = SessionClient.open(small, ROOM);
			bob.neverConfirm();
			for (int i = 0; i < 7; i++) {
				alice.askAll("p2p:msg", Map.of("room", ROOM), "chat", "x".repeat(500_000));
			}
			bob.lose();
			await().until(() -> small.bean(PeerNamespaceHandler.class).counts().detached() == 1);
			alice.askAll("p2p:msg", Map.of("room", ROOM), "chat", "x".repeat(500_000));
			assertThat(alice.heard("peer-disconnect")).isEmpty();
			assertThat(bob.comeBack().getBoolean("resumed")).isTrue();
		}
	}

	@Test
	void whenClientConfirmsNothingThenItEndsAsOneThatDoesNotRead() {
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-queued=50KB",
				"p2p.server.max-payload=50KB"); TestClient alice = TestClient.library(small, ROOM)) {
			SessionClient bob = SessionClient.open(small, ROOM);
			bob.neverConfirm();
			for (int i = 0; i < 60; i++) {
				alice.askAll("p2p:msg", Map.of("room", ROOM), "chat", "x".repeat(1000));
			}
			bob.awaitClose();
			alice.awaitEvent("peer-disconnect");
		}
	}

	@Test
	void whenReceiverIsLostThenPartsStallAndGoOnWhenItIsBack() {
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-queued=200KB",
				"p2p.server.max-payload=200KB");
				TestClient alice = TestClient.library(small, ROOM);
				SessionClient bob = SessionClient.open(small, ROOM)) {
			bob.lose();
			await().until(() -> small.bean(PeerNamespaceHandler.class).counts().detached() == 1);
			for (int i = 0; i < 9; i++) {
				alice.emit("p2p:part",
						Map.of("room", ROOM, "id", 1, "event", "file", "total", 180_000, "offset", i * 20_000),
						new byte[20_000]);
			}
			alice.awaitTimes("p2p:sent", 5);
			alice.askAll("p2p:ice", Map.of());
			assertThat(alice.heard("p2p:sent")).hasSize(5);
			assertThat(bob.comeBack().getBoolean("resumed")).isTrue();
			alice.awaitTimes("p2p:sent", 9);
			bob.listenUntil((client) -> client.heard("p2p:part").size() == 9);
			assertThat(alice.heard("peer-disconnect")).isEmpty();
		}
	}

}
