package io.p2p.socketio;

import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;

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
		try (TestServer small = TestServer.start("p2p.recovery.max-queued=20KB");
				TestClient alice = TestClient.library(small, ROOM);
				SessionClient bob = SessionClient.open(small, ROOM)) {
			bob.lose();
			await().until(() -> small.bean(SignalingInterceptor.class).detached() == 1);
			for (int i = 0; i < 30; i++) {
				alice.askAll("p2p:msg", Map.of("room", ROOM), "chat", "x".repeat(1000));
			}
			alice.awaitEvent("peer-disconnect");
			assertThat(Census.of(small)).containsEntry("recovery.queued", 0).containsEntry("recovery.sessions", 0);
			assertThat(bob.comeBack().getBoolean("resumed")).isFalse();
		}
	}

	@Test
	void whenTooMuchWaitsForAllLostPeersThenThoseGoForWhomMoreComes() {
		try (TestServer small = TestServer.start("p2p.recovery.max-total-queued=20KB");
				TestClient alice = TestClient.library(small, ROOM);
				SessionClient bob = SessionClient.open(small, ROOM);
				SessionClient carol = SessionClient.open(small, ROOM)) {
			// bob is told of carol
			bob.listenUntil((client) -> client.heard("peer-connect").size() == 1);
			bob.lose();
			carol.lose();
			await().until(() -> small.bean(SignalingInterceptor.class).detached() == 2);
			alice.askAll("p2p:msg", Map.of("room", ROOM, "to", bob.id()), "chat", "x".repeat(15_000));
			alice.askAll("p2p:msg", Map.of("room", ROOM, "to", carol.id()), "chat", "x".repeat(10_000));
			JSONObject left = (JSONObject) alice.awaitEvent("peer-disconnect").get(0);
			assertThat(left.getString("peerId")).isEqualTo(carol.id());
			assertThat(bob.comeBack().getBoolean("resumed")).isTrue();
			bob.listenUntil((client) -> client.heard("p2p:msg").size() == 1);
			assertThat(carol.comeBack().getBoolean("resumed")).isFalse();
		}
	}

	@Test
	void whenClientConfirmsNothingThenItEndsAsOneThatDoesNotRead() {
		try (TestServer small = TestServer.start("p2p.server.slow-consumer.max-queued=50KB", "p2p.server.max-payload=50KB");
				TestClient alice = TestClient.library(small, ROOM)) {
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
		try (TestServer small = TestServer.start("p2p.recovery.max-queued=200KB");
				TestClient alice = TestClient.library(small, ROOM);
				SessionClient bob = SessionClient.open(small, ROOM)) {
			bob.lose();
			await().until(() -> small.bean(SignalingInterceptor.class).detached() == 1);
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
