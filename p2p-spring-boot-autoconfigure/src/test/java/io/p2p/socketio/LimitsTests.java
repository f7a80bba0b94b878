package io.p2p.socketio;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.Ack;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.engineio.CloseReason;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.netty.SocketIoAttributes;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.RawClient;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What one peer may ask for: {@code p2p.limits}.
 */
class LimitsTests {

	@Test
	void whenEventsAreOverTheLimitThenTheSenderIsToldAndDisconnectedAndTheOthersHearWholeEventsOnly() {
		try (TestServer server = TestServer.start("p2p.limits.events-per-second=20");
				TestClient bob = TestClient.plain(server)) {
			Queue<String> reasons = reasons(server);
			RawClient.Socket alice = new RawClient(server).connect();
			for (int i = 0; i < 500; i++) {
				alice.send("451-[\"n\"," + i + ",{\"_placeholder\":true,\"num\":0}]");
				alice.send(new byte[] { (byte) i });
			}
			Object error = alice.next();
			while (!error.toString().startsWith("42[\"peer-error\"")) {
				error = alice.next();
			}
			assertThat(error.toString()).contains("\"code\":\"rate-limited\"", "\"event\":\"n\"");
			alice.awaitClose();
			await().untilAsserted(() -> assertThat(reasons).containsExactly("rate limited"));
			assertThat(bob.askAll("chat")).isEmpty();
			assertThat(bob.heard("disconnect")).isEmpty();
			assertThat(bob.heard("n")).isNotEmpty().hasSizeLessThan(500).allSatisfy((event) -> {
				byte number = ((Number) event.get(0)).byteValue();
				assertThat((byte[]) event.get(1)).containsExactly(number);
			});
		}
	}

	@Test
	void whenClientConnectsAndDisconnectsAgainAndAgainThenItsSessionEnds() {
		try (TestServer server = TestServer.start(); TestClient bob = TestClient.plain(server)) {
			Queue<String> reasons = reasons(server);
			RawClient.Socket alice = new RawClient(server).webSocket("EIO=4&transport=websocket");
			for (int i = 0; i < 200; i++) {
				alice.send("40/unknown,");
			}
			alice.awaitClose();
			assertThat(reasons).isEmpty();
			assertThat(bob.askAll("chat")).isEmpty();
		}
	}

	@Test
	void whenClientHasLeftItsLastNamespaceThenItsSessionEnds() {
		try (TestServer server = TestServer.start("p2p.server.connect-timeout=300ms")) {
			RawClient.Socket alice = new RawClient(server).connect();
			alice.send("41");
			alice.awaitClose();
		}
	}

	@Test
	void whenEventOverTheLimitAsksForAnAcknowledgementThenTheErrorIsInIt() {
		try (TestServer server = TestServer.start("p2p.limits.events-per-second=5");
				TestClient alice = TestClient.plain(server)) {
			askUntilLimited(alice, "chat");
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenPacketsOfPollingAreOverTheLimitThenTheSessionEnds() {
		try (TestServer server = TestServer.start("p2p.limits.events-per-second=20");
				TestClient bob = TestClient.plain(server)) {
			RawClient client = new RawClient(server);
			String session = client.poll();
			client.post(session, "40");
			client.get(session);
			client.post(session, String.join("\u001e", Collections.nCopies(500, "42[\"n\"]")));
			assertThat(client.get(session).statusCode()).isEqualTo(400);
			assertThat(bob.askAll("chat")).isEmpty();
			assertThat(bob.heard("n")).isNotEmpty().hasSizeLessThan(100);
		}
	}

	@Test
	void whenSignalsAreOverTheLimitThenTheSenderIsToldAndDisconnectedAndTheOthersGoOn() {
		try (TestServer server = TestServer.start("p2p.limits.signals-per-second=5");
				TestClient alice = TestClient.library(server, "signals");
				TestClient bob = TestClient.library(server, "signals")) {
			Map<String, Object> signal = Map.of("room", "signals", "toPeerId", bob.id(), "signal", Map.of());
			askUntilLimited(alice, "peer-signal", signal);
			flood(alice, "peer-signal", signal);
			bob.awaitEvent("peer-disconnect");
			assertThat(bob.heard("peer-signal")).isNotEmpty();
			assertThat(bob.askAll("p2p:msg", Map.of("room", "signals"), "chat")).isEmpty();
		}
	}

	@Test
	void whenOffersAreOverTheLimitThenTheSenderIsToldAndDisconnected() {
		try (TestServer server = TestServer.start("p2p.limits.signals-per-second=5");
				TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server)) {
			Map<String, Object> offers = Map.of("offers", List.of(Map.of("offerId", "1", "offer", Map.of())));
			flood(alice, "offers", offers);
			await().untilAsserted(() -> assertThat(bob.askAll("chat")).isEmpty());
			assertThat(bob.heard("offer")).isNotEmpty().hasSizeLessThan(100);
			assertThat(alice.heard("peer-error")).first()
				.satisfies(
						(error) -> assertThat(((JSONObject) error.get(0)).getString("code")).isEqualTo("rate-limited"));
		}
	}

	@Test
	void whenJoinsAreOverTheLimitThenThePeerIsDisconnectedAndInNoRoom() {
		try (TestServer server = TestServer.start("p2p.limits.joins-per-second=5", "p2p.limits.rooms-per-peer=0")) {
			Queue<String> reasons = reasons(server);
			try (TestClient alice = TestClient.library(server)) {
				for (int i = 0; i < 200; i++) {
					alice.emit("p2p:join", Map.of("room", "room-" + i, "webrtc", true));
				}
				alice.awaitEvent("disconnect");
			}
			await().untilAsserted(() -> assertThat(reasons).containsExactly("rate limited"));
			await().untilAsserted(() -> assertThat(server.bean(PeerNamespaceHandler.class).peers()).isEmpty());
			assertThat(server.bean(RoomManager.class).rooms()).isEmpty();
		}
	}

	@Test
	void whenUpdatesReachManyThenTheyCountAsMuchAsTheyCause() {
		try (TestServer server = TestServer.start("p2p.limits.joins-per-second=10");
				TestClient alice = TestClient.library(server, "large")) {
			List<TestClient> others = IntStream.range(0, 40)
				.mapToObj((i) -> TestClient.libraryWebSocket(server, "large"))
				.toList();
			String data = "x".repeat(16_000);
			// 5 of 10 each: what is sent in all is 640 KB
			Queue<String> codes = new ConcurrentLinkedQueue<>();
			for (int i = 0; i < 4; i++) {
				alice.socket()
					.emit("p2p:update", JSONObject.wrap(Map.of("room", "large", "data", data + i)),
							(Ack) (answer) -> codes
								.add((answer.length > 0) ? ((JSONObject) answer[0]).getString("code") : ""));
			}
			alice.askAll("p2p:msg", Map.of("room", "large"), "chat");
			assertThat(codes).contains("", "rate-limited");
			assertThat(alice.heard("disconnect")).isEmpty();
			others.forEach(TestClient::close);
		}
	}

	@Test
	void whenPeerIsInAsManyRoomsAsItMayThenItHasToLeaveOne() {
		try (TestServer server = TestServer.start("p2p.limits.rooms-per-peer=2");
				TestClient alice = TestClient.library(server)) {
			assertThat(join(alice, "one").has("code")).isFalse();
			assertThat(join(alice, "two").has("code")).isFalse();
			assertThat(join(alice, "three").getString("code")).isEqualTo("too-large");
			assertThat(join(alice, "two").has("code")).isFalse();
			assertThat(alice.askAll("p2p:leave", Map.of("room", "one"))).isEmpty();
			assertThat(join(alice, "three").has("code")).isFalse();
			assertThat(server.bean(RoomManager.class).find("one")).isNull();
		}
	}

	@Test
	void whenPeerLeavesFarTooOftenThenItIsDisconnected() {
		try (TestServer server = TestServer.start("p2p.limits.joins-per-second=5");
				TestClient alice = TestClient.library(server, "left")) {
			flood(alice, "p2p:leave", Map.of("room", "left"));
		}
	}

	@Test
	void whenFragmentsAreOverTheLimitThenTheSessionEnds() {
		try (TestServer server = TestServer.start("p2p.limits.events-per-second=20");
				RawConnection alice = RawConnection.peer(server.port(), "", 0)) {
			// the beginning of a text, and then nothing of it, again and again
			alice.trySend(fragments(1000));
			await().untilAsserted(
					() -> assertThat(server.bean(P2pServer.class).ended(CloseReason.RATE_LIMITED)).isEqualTo(1));
		}
	}

	// RFC 6455, masked by zeros: a text that goes on, and its empty continuations
	private static byte[] fragments(int continuations) {
		ByteBuffer frames = ByteBuffer.allocate(7 + 6 * continuations);
		frames.put(new byte[] { 1, (byte) 0x81, 0, 0, 0, 0, '4' });
		for (int i = 0; i < continuations; i++) {
			frames.put(new byte[] { 0, (byte) 0x80, 0, 0, 0, 0 });
		}
		return frames.array();
	}

	@Test
	void whenLimitsAreZeroThenThereAreNone() {
		try (TestServer server = TestServer.start("p2p.limits.connections=0", "p2p.limits.connections-per-address=0",
				"p2p.limits.handshakes-per-second=0", "p2p.limits.events-per-second=0",
				"p2p.limits.signals-per-second=0", "p2p.limits.joins-per-second=0", "p2p.limits.rooms-per-peer=0");
				TestClient alice = TestClient.library(server, "none");
				TestClient bob = TestClient.library(server, "none")) {
			for (int i = 0; i < 300; i++) {
				alice.emit("p2p:join", Map.of("room", "room-" + i, "webrtc", true));
				alice.emit("peer-signal", Map.of("room", "none", "toPeerId", bob.id(), "signal", Map.of()));
			}
			bob.awaitTimes("peer-signal", 300);
			await().untilAsserted(() -> assertThat(server.bean(RoomManager.class).rooms()).hasSize(301));
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "connections", "connections-per-address", "handshakes-per-second", "events-per-second",
			"signals-per-second", "joins-per-second", "rooms-per-peer" })
	void whenLimitIsNegativeThenTheServerDoesNotStartAndSaysWhy(String limit) {
		assertThatThrownBy(() -> TestServer.start("p2p.limits." + limit + "=-1")).rootCause()
			.hasMessageContaining("'p2p.limits." + limit + "' is '-1', but must be from 0 to");
	}

	private static Queue<String> reasons(TestServer server) {
		Queue<String> reasons = new ConcurrentLinkedQueue<>();
		server.bean(SocketIOServer.class)
			.addDisconnectListener((client) -> reasons.add(client.get(SocketIoAttributes.DISCONNECT_REASON)));
		return reasons;
	}

	private static JSONObject join(TestClient client, String room) {
		return client.ask("p2p:join", Map.of("room", room, "webrtc", true));
	}

	private static void askUntilLimited(TestClient client, String event, Object... arguments) {
		await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
			Object[] answer = client.askAll(event, arguments);
			assertThat(answer).hasSize(1);
			assertThat(((JSONObject) answer[0]).getString("code")).isEqualTo("rate-limited");
		});
	}

	private static void flood(TestClient client, String event, Object... arguments) {
		for (int i = 0; i < 200; i++) {
			client.emit(event, arguments);
		}
		client.awaitEvent("disconnect");
	}

}
