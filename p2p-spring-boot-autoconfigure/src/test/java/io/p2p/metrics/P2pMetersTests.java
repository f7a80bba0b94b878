package io.p2p.metrics;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

import io.p2p.support.RawClient;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each meter under real traffic.
 */
class P2pMetersTests {

	@Test
	void whenPeersComeAndGoThenTheyAreCountedByTheirKind() {
		try (MeteredServer own = MeteredServer.start();
				TestClient plain = TestClient.plain(own.server());
				TestClient second = TestClient.plain(own.server());
				TestClient library = TestClient.library(own.server(), "kinds");
				SessionClient lost = SessionClient.open(own.server(), "kinds")) {
			assertThat(plain.id()).isNotEqualTo(second.id()).isNotEqualTo(library.id());
			awaitValue(own, 2, P2pMeters.PEERS, "kind", "plain");
			awaitValue(own, 2, P2pMeters.PEERS, "kind", "library");
			awaitValue(own, 0, P2pMeters.PEERS, "kind", "lost");
			awaitValue(own, 2, P2pMeters.ROOMS);
			lost.lose();
			awaitValue(own, 1, P2pMeters.PEERS, "kind", "library");
			awaitValue(own, 1, P2pMeters.PEERS, "kind", "lost");
			lost.comeBack();
			awaitValue(own, 0, P2pMeters.PEERS, "kind", "lost");
			library.socket().close();
			awaitValue(own, 1, P2pMeters.PEERS, "kind", "library");
		}
	}

	@Test
	void whenClientsConnectThenTheyAreCountedByTheirTransportAndTheirHandshake() throws Exception {
		try (MeteredServer own = MeteredServer.start("p2p.limits.handshakes-per-second=3",
				"p2p.server.allowed-origins=https://example.org")) {
			RawClient raw = new RawClient(own.server());
			raw.poll();
			raw.webSocket("EIO=4&transport=websocket").answerPings().next();
			awaitValue(own, 1, P2pMeters.CONNECTIONS, "transport", "polling");
			awaitValue(own, 1, P2pMeters.CONNECTIONS, "transport", "websocket");
			raw.poll();
			URI uri = URI.create(own.server().url() + "/socket.io/?EIO=4&transport=polling");
			HttpClient http = HttpClient.newHttpClient();
			HttpRequest request = HttpRequest.newBuilder(uri).build();
			await()
				.untilAsserted(() -> assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
					.isEqualTo(429));
			http.send(HttpRequest.newBuilder(uri).header("Origin", "https://evil.example").build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(own.value(P2pMeters.HANDSHAKES, "outcome", "accepted")).isGreaterThanOrEqualTo(3);
			assertThat(own.value(P2pMeters.HANDSHAKES, "outcome", "too-many-handshakes")).isEqualTo(1);
			assertThat(own.value(P2pMeters.HANDSHAKES, "outcome", "forbidden-origin")).isEqualTo(1);
			assertThat(own.value(P2pMeters.HANDSHAKES, "outcome", "too-many-connections")).isZero();
		}
	}

	@Test
	void whenTheStreamOfTwoPeersTakesTheLinkThenTheirWaysAreCountedByPath() {
		try (MeteredServer own = MeteredServer.start();
				TestClient alice = TestClient.library(own.server(), "ways");
				TestClient bob = TestClient.library(own.server(), "ways");
				TestClient carol = TestClient.library(own.server(), "ways")) {
			awaitValue(own, 6, P2pMeters.LINKS, "path", "relay");
			alice.askAll("p2p:path", Map.of("room", "ways", "to", bob.id(), "epoch", 1));
			bob.askAll("p2p:path", Map.of("room", "ways", "to", alice.id(), "epoch", 1));
			alice.askAll("p2p:path", Map.of("room", "ways", "to", carol.id(), "epoch", 1));
			awaitValue(own, 3, P2pMeters.LINKS, "path", "webrtc");
			awaitValue(own, 3, P2pMeters.LINKS, "path", "relay");
			bob.askAll("p2p:path", Map.of("room", "ways", "to", alice.id(), "epoch", 2));
			awaitValue(own, 2, P2pMeters.LINKS, "path", "webrtc");
			carol.socket().close();
			awaitValue(own, 1, P2pMeters.LINKS, "path", "webrtc");
			awaitValue(own, 1, P2pMeters.LINKS, "path", "relay");
		}
	}

	@Test
	void whenSignalsArePassedOnThenTheyAreCountedByTheirType() {
		try (MeteredServer own = MeteredServer.start();
				TestClient alice = TestClient.library(own.server(), "signals");
				TestClient bob = TestClient.library(own.server(), "signals")) {
			List<Object> signals = List.of(Map.of("description", Map.of("sdp", "v=0", "type", "offer")),
					Map.of("description", Map.of("type", "answer", "sdp", "v=0")), Map.of("type", "answer"),
					Map.of("candidate", Map.of("candidate", "x")), Map.of("candidate", JSONObject.NULL),
					Map.of("closed", true), Map.of("closed", false), Map.of("description", "offer"),
					Map.of("deep", List.of(Map.of("type", "offer"))), "offer", 7);
			for (Object signal : signals) {
				alice.askAll("peer-signal",
						Map.of("room", "signals", "toPeerId", bob.id(), "offerId", "o", "signal", signal));
			}
			bob.awaitTimes("peer-signal", signals.size());
			assertThat(own.value(P2pMeters.SIGNALS, "type", "offer")).isEqualTo(1);
			assertThat(own.value(P2pMeters.SIGNALS, "type", "answer")).isEqualTo(2);
			assertThat(own.value(P2pMeters.SIGNALS, "type", "candidate")).isEqualTo(2);
			assertThat(own.value(P2pMeters.SIGNALS, "type", "closed")).isEqualTo(1);
			assertThat(own.value(P2pMeters.SIGNALS, "type", "other")).isEqualTo(5);
			alice.askAll("peer-signal", Map.of("room", "signals", "toPeerId", "nobody", "signal", Map.of("type", "x")));
			assertThat(own.value(P2pMeters.SIGNALS, "type", "other")).isEqualTo(5);
		}
	}

	@Test
	void whenTheOriginalLibrarysOffersAreDealtOutThenEachCounts() {
		try (MeteredServer own = MeteredServer.start();
				TestClient alice = TestClient.plain(own.server());
				TestClient bob = TestClient.plain(own.server());
				TestClient carol = TestClient.plain(own.server())) {
			alice.emit("offers", Map.of("offers", List.of(Map.of("offerId", "1", "offer", "a"),
					Map.of("offerId", "2", "offer", "b"), Map.of("offerId", "3", "offer", "c"))));
			bob.awaitEvent("offer");
			carol.awaitEvent("offer");
			assertThat(own.value(P2pMeters.SIGNALS, "type", "offer")).isEqualTo(2);
		}
	}

	@Test
	void whenEventsAreRelayedThenMessagesBytesDeliveriesAndTheirTimeAreCounted() {
		try (MeteredServer own = MeteredServer.start();
				TestClient alice = TestClient.library(own.server(), "");
				TestClient bob = TestClient.library(own.server(), "");
				TestClient plain = TestClient.plain(own.server())) {
			Timer latency = own.registry().get(P2pMeters.RELAY_LATENCY.getName()).timer();
			alice.askAll("p2p:msg", Map.of(), "chat", "12345678");
			plain.awaitEvent("chat");
			bob.awaitEvent("p2p:msg");
			assertThat(own.value(P2pMeters.RELAY_MESSAGES)).isEqualTo(1);
			assertThat(own.value(P2pMeters.RELAY_BYTES)).isEqualTo("[\"12345678\"]".length());
			assertThat(own.value(P2pMeters.RELAY_DELIVERIES)).isEqualTo(2);
			await().untilAsserted(() -> assertThat(latency.count()).isEqualTo(1));
			assertThat(latency.totalTime(TimeUnit.SECONDS)).isBetween(1e-7, 5.0);
			// to nobody
			alice.askAll("p2p:msg", Map.of("skip", List.of(bob.id(), plain.id())), "chat");
			// refused
			alice.askAll("p2p:msg", Map.of("to", "nobody"), "chat");
			plain.askAll("chat", new byte[100]);
			bob.awaitTimes("p2p:msg", 2);
			await().untilAsserted(() -> assertThat(latency.count()).isEqualTo(2));
			assertThat(own.value(P2pMeters.RELAY_MESSAGES)).isEqualTo(3);
			assertThat(own.value(P2pMeters.RELAY_DELIVERIES)).isEqualTo(4);
			assertThat(own.value(P2pMeters.RELAY_BYTES)).isBetween(100.0, 200.0);
		}
	}

	@Test
	void whenAnswersAndPartsAreRelayedThenTheyCountToo() {
		try (MeteredServer own = MeteredServer.start();
				TestClient alice = TestClient.library(own.server(), "parts");
				TestClient bob = TestClient.library(own.server(), "parts")) {
			alice.askAll("p2p:msg", Map.of("room", "parts", "to", bob.id(), "ack", 1), null, "answer");
			alice.askAll("p2p:part", Map.of("room", "parts", "id", 3, "event", "file", "total", 5, "offset", 2),
					new byte[3]);
			bob.awaitEvent("p2p:part");
			assertThat(own.value(P2pMeters.RELAY_MESSAGES)).isEqualTo(2);
			assertThat(own.value(P2pMeters.RELAY_DELIVERIES)).isEqualTo(2);
		}
	}

	@Test
	void whenRequestsAreRefusedThenTheyAreCountedByTheirReason() {
		try (MeteredServer own = MeteredServer.start();
				TestClient alice = TestClient.library(own.server(), "refusals")) {
			alice.ask("p2p:msg", Map.of("room", "other"), "chat");
			alice.ask("p2p:msg", Map.of("room", "refusals"), "connect");
			alice.emit("p2p:msg", 1, 2, 3);
			alice.awaitEvent("peer-error");
			assertThat(own.value(P2pMeters.REFUSALS, "reason", "not-a-member")).isEqualTo(1);
			assertThat(own.value(P2pMeters.REFUSALS, "reason", "bad-request")).isEqualTo(2);
			assertThat(own.value(P2pMeters.REFUSALS, "reason", "room-refused")).isZero();
			TestClient.open(own.server(), "/no-such-namespace", new IO.Options()).awaitEvent("connect_error");
			assertThat(own.value(P2pMeters.REFUSALS, "reason", "connect-refused")).isEqualTo(1);
		}
	}

	@Test
	void whenPeerDoesNotReadThenWhatWaitsForItIsShownUntilItIsASlowConsumer() {
		try (MeteredServer own = MeteredServer.start("p2p.server.max-payload=50KB",
				"p2p.server.slow-consumer.max-queued=50KB");
				TestClient alice = TestClient.library(own.server(), "slow")) {
			RawClient raw = new RawClient(own.server());
			String session = raw.poll();
			raw.post(session, "40{\"p2p\":1}");
			raw.get(session);
			raw.post(session, "42[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":true}]");
			alice.awaitEvent("peer-connect");
			for (int i = 0; i < 20; i++) {
				alice.askAll("p2p:msg", Map.of("room", "slow"), "chat", "x".repeat(1_000));
			}
			await().untilAsserted(() -> assertThat(own.value(P2pMeters.QUEUE_BYTES, "state", "connected"))
				.isBetween(20_000.0, 50_000.0));
			for (int i = 0; i < 40; i++) {
				alice.askAll("p2p:msg", Map.of("room", "slow"), "chat", "x".repeat(1_000));
			}
			awaitValue(own, 1, P2pMeters.SLOW_CONSUMERS, "state", "connected");
			awaitValue(own, 0, P2pMeters.QUEUE_BYTES, "state", "connected");
			assertThat(own.value(P2pMeters.RATE_LIMITED)).isZero();
		}
	}

	@Test
	void whenPeerIsLostThenWhatIsKeptForItIsShown() {
		try (MeteredServer own = MeteredServer.start();
				SessionClient lost = SessionClient.open(own.server(), "kept");
				TestClient alice = TestClient.library(own.server(), "kept")) {
			lost.neverConfirm();
			lost.lose();
			awaitValue(own, 1, P2pMeters.PEERS, "kind", "lost");
			for (int i = 0; i < 5; i++) {
				alice.askAll("p2p:msg", Map.of("room", "kept"), "chat", "x".repeat(1_000));
			}
			await().untilAsserted(
					() -> assertThat(own.value(P2pMeters.QUEUE_BYTES, "state", "lost")).isBetween(5_000.0, 8_000.0));
			lost.comeBack();
			awaitValue(own, 0, P2pMeters.QUEUE_BYTES, "state", "lost");
		}
	}

	@Test
	void whenVolatileEventsAreRelayedThenTheyCountAndSoDoThoseThatAreDropped() {
		try (MeteredServer own = MeteredServer.start();
				SessionClient lost = SessionClient.open(own.server(), "volatile");
				TestClient alice = TestClient.libraryWebSocket(own.server(), "volatile");
				TestClient bob = TestClient.libraryWebSocket(own.server(), "volatile")) {
			lost.lose();
			alice.awaitEvent("p2p:lost");
			alice.askAll("p2p:volatile", Map.of("room", "volatile", "n", 1), "move");
			bob.awaitEvent("p2p:volatile");
			awaitValue(own, 1, P2pMeters.RELAY_DROPPED);
			assertThat(own.value(P2pMeters.RELAY_MESSAGES)).isEqualTo(1);
			assertThat(own.value(P2pMeters.RELAY_DELIVERIES)).isEqualTo(2);
			lost.comeBack();
		}
	}

	@Test
	void whenClientSendsFarTooMuchThenItIsCountedAsRateLimited() {
		try (MeteredServer own = MeteredServer.start("p2p.limits.events-per-second=5")) {
			RawClient.Socket socket = new RawClient(own.server()).webSocket("EIO=4&transport=websocket");
			socket.next();
			socket.send("40");
			for (int i = 0; i < 20; i++) {
				socket.send("42[\"chat\"]");
			}
			awaitValue(own, 1, P2pMeters.RATE_LIMITED);
			assertThat(own.value(P2pMeters.REFUSALS, "reason", "rate-limited")).isPositive();
			assertThat(own.value(P2pMeters.SLOW_CONSUMERS)).isZero();
		}
	}

	private static void awaitValue(MeteredServer own, double expected, P2pMeters meter, String... tags) {
		await().untilAsserted(() -> assertThat(own.value(meter, tags)).isEqualTo(expected));
	}

}
