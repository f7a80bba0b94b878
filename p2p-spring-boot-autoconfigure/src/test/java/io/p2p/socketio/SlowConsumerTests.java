package io.p2p.socketio;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.p2p.engineio.CloseReason;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SlowConsumerTests {

	@Test
	void whenPeerDoesNotPollThenItIsDisconnectedAndTheOthersGoOn() {
		try (TestServer server = TestServer.start("p2p.server.slow-consumer.max-queued=50KB",
				"p2p.server.max-payload=50KB");
				TestClient alice = TestClient.library(server, "slow");
				TestClient bob = TestClient.library(server, "slow")) {
			RawClient raw = new RawClient(server);
			String session = raw.poll();
			raw.post(session, "40{\"p2p\":1}");
			raw.get(session);
			raw.post(session, "42[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":true}]");
			alice.awaitTimes("peer-connect", 2);
			for (int i = 0; i < 60; i++) {
				alice.askAll("p2p:msg", Map.of("room", "slow"), "chat", "x".repeat(1_000));
			}
			bob.awaitTimes("p2p:msg", 60);
			alice.awaitEvent("peer-disconnect");
			await().untilAsserted(() -> assertThat(raw.get(session).statusCode()).isEqualTo(400));
			assertThat(bob.heard("disconnect")).isEmpty();
			assertThat(server.bean(P2pServer.class).ended(CloseReason.SLOW_CONSUMER)).isEqualTo(1);
		}
	}

	@Test
	void whenProbeIsRepeatedThenTheConnectionIsClosed() {
		try (TestServer server = TestServer.start()) {
			RawClient raw = new RawClient(server);
			RawClient.Socket socket = raw.webSocket(raw.poll().replace("polling", "websocket"));
			socket.send("2probe");
			assertThat(socket.next()).isEqualTo("3probe");
			socket.send("2probe");
			assertThat(socket.next()).isEqualTo(RawClient.Socket.CLOSED);
		}
	}

	@Test
	void whenTheJoinOfOneIsTooMuchForAnotherThenTheOtherIsDisconnectedAndTheRoomGoesOn() {
		try (TestServer server = TestServer.start("p2p.server.slow-consumer.max-queued=2KB",
				"p2p.server.max-payload=2KB"); TestClient alice = TestClient.library(server, "joins")) {
			RawClient raw = new RawClient(server);
			String session = raw.poll();
			raw.post(session, "40{\"p2p\":1}");
			raw.get(session);
			raw.post(session, "42[\"p2p:join\",{\"room\":\"joins\",\"webrtc\":true}]");
			alice.awaitEvent("peer-connect");
			for (int i = 0; i < 40; i++) {
				try (TestClient other = TestClient.library(server, "joins")) {
					assertThat(other.id()).isNotNull();
				}
			}
			await().untilAsserted(() -> assertThat(raw.get(session).statusCode()).isEqualTo(400));
			assertThat(alice.askAll("p2p:msg", Map.of("room", "joins"), "chat")).isEmpty();
		}
	}

}
