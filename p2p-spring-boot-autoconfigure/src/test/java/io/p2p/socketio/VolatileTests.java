package io.p2p.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.p2p.relay.MessageRelay;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.RawClient;
import io.p2p.support.RawConnection;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Events that are worth something only now: those who cannot take them at once never get
 * them.
 */
class VolatileTests {

	private static final int LITTLE = 64 * 1024;

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.limits.events-per-second=0", "p2p.server.ping-interval=5m");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenPeerSendsOneThenTheOthersHearItInTheirForm() {
		try (TestClient alice = TestClient.libraryWebSocket(server, "");
				TestClient bob = TestClient.libraryWebSocket(server, "");
				TestClient plain = TestClient.webSocket(server)) {
			byte[] binary = { 1, 2 };
			assertThat(alice.askAll("p2p:volatile", Map.of("n", 7, "extra", true), "move", 1, binary)).isEmpty();
			List<Object> heard = bob.awaitEvent("p2p:volatile");
			assertThat(((JSONObject) heard.get(0)).toMap()).isEqualTo(Map.of("room", "", "from", alice.id(), "n", 7));
			assertThat(heard.subList(1, 4)).containsExactly("move", 1, binary);
			assertThat(plain.awaitEvent("move")).containsExactly(1, binary);
			assertThat(alice.heard("p2p:volatile")).isEmpty();
		}
	}

	@Test
	void whenPeersAreSkippedOrOneIsAddressedThenOnlyTheOthersOrThatOneHearIt() {
		try (TestClient alice = TestClient.libraryWebSocket(server, "some");
				TestClient bob = TestClient.libraryWebSocket(server, "some");
				TestClient carol = TestClient.libraryWebSocket(server, "some")) {
			send(alice, Map.of("room", "some", "n", 1, "skip", List.of(bob.id())));
			send(alice, Map.of("room", "some", "n", 2, "to", bob.id()));
			send(alice, Map.of("room", "some", "n", 3, "to", "nobody"));
			send(alice, Map.of("room", "some", "n", 4, "to", ""));
			send(alice, Map.of("room", "some", "n", (1L << 53) - 1));
			bob.awaitTimes("p2p:volatile", 2);
			carol.awaitTimes("p2p:volatile", 2);
			assertThat(numbers(bob)).containsExactly(2L, (1L << 53) - 1);
			assertThat(numbers(carol)).containsExactly(1L, (1L << 53) - 1);
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	static Stream<Arguments> refused() {
		Object[] eleven = IntStream.range(0, 12).mapToObj((i) -> (i == 0) ? "move" : new byte[1]).toArray();
		return Stream.of(Arguments.of("bad-request", Map.of("room", "bad"), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 0), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", -1), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1.5), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", "1"), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1L << 53), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1, "ack", 1), List.of("move")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1), List.of("p2p:links")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1), List.of("disconnect")),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1), List.of(1)),
				Arguments.of("bad-request", Map.of("room", "bad", "n", 1), List.of()),
				Arguments.of("not-a-member", Map.of("room", "other", "n", 1), List.of("move")),
				Arguments.of("too-large", Map.of("room", "bad", "n", 1, "packed", true), List.of(new byte[9])),
				Arguments.of("too-large", Map.of("room", "bad", "n", 1), List.of(eleven)));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whenItIsNotAsItShouldBeThenItIsRefused(String code, Map<String, Object> header, List<Object> event) {
		try (TestClient alice = TestClient.libraryWebSocket(server, "bad");
				TestClient bob = TestClient.libraryWebSocket(server, "bad")) {
			Object[] arguments = Stream.concat(Stream.of(header), event.stream()).toArray();
			assertThat(alice.ask("p2p:volatile", arguments).getString("code")).isEqualTo(code);
			alice.emit("p2p:volatile", arguments);
			JSONObject error = (JSONObject) alice.awaitEvent("peer-error").get(0);
			assertThat(error.getString("code")).isEqualTo(code);
			send(alice, Map.of("room", "bad", "n", 9));
			bob.awaitEvent("p2p:volatile");
			assertThat(numbers(bob)).containsExactly(9L);
		}
	}

	@Test
	void whenReceiverStopsReadingThenHardlyAnythingWaitsForItAndWhatCountsArrives() {
		try (TestClient alice = TestClient.libraryWebSocket(server, "stopped");
				TestClient bob = TestClient.libraryWebSocket(server, "stopped");
				RawConnection stopped = RawConnection.peer(server.port(), "{\"p2p\":1}", 4096)) {
			stopped.text("421[\"p2p:join\",{\"room\":\"stopped\",\"webrtc\":false}]");
			bob.awaitEvent("peer-connect");
			long before = server.bean(P2pServer.class).counts().queuedBytes();
			String text = "x".repeat(8_000);
			int most = 2_000;
			for (int i = 1; i <= most; i++) {
				alice.emit("p2p:volatile", Map.of("room", "stopped", "n", i), "move", text);
			}
			for (int i = 0; i < 50; i++) {
				alice.emit("p2p:msg", Map.of("room", "stopped"), "text", i);
			}
			bob.awaitTimes("p2p:msg", 50);
			assertThat(server.bean(P2pServer.class).counts().queuedBytes()).isLessThan(before + LITTLE);
			List<Integer> reliable = new ArrayList<>();
			List<Integer> dropping = new ArrayList<>();
			while (reliable.size() < 50) {
				String packet = stopped.read();
				JSONArray event = new JSONArray(packet.substring(packet.indexOf('[')));
				if (packet.startsWith("42[\"p2p:msg\"")) {
					reliable.add(event.getInt(3));
				}
				else if (packet.startsWith("42[\"p2p:volatile\"")) {
					dropping.add(event.getJSONObject(1).getInt("n"));
				}
			}
			assertThat(reliable).isEqualTo(IntStream.range(0, 50).boxed().toList());
			assertThat(dropping).isSorted().doesNotHaveDuplicates().hasSizeLessThan(most / 2);
			send(alice, Map.of("room", "stopped", "n", most + 1));
			assertThat(stopped.read()).as("reads again").contains("\"n\":" + (most + 1));
		}
	}

	@Test
	void whenReceiverDoesNotPollThenItGetsOnlyWhatCounts() {
		RawClient raw = new RawClient(server);
		try (TestClient alice = TestClient.libraryWebSocket(server, "polls")) {
			String session = raw.poll();
			raw.post(session, "40{\"p2p\":1}");
			raw.get(session);
			raw.post(session, "421[\"p2p:join\",{\"room\":\"polls\",\"webrtc\":false}]");
			alice.awaitEvent("peer-connect");
			raw.get(session);
			long dropped = server.bean(MessageRelay.class).counts().dropped();
			send(alice, Map.of("room", "polls", "n", 1));
			// what is passed on may meet the next poll yet
			await().until(() -> server.bean(MessageRelay.class).counts().dropped() == dropped + 1);
			alice.askAll("p2p:msg", Map.of("room", "polls"), "text");
			assertThat(raw.get(session).body()).contains("\"text\"").doesNotContain("p2p:volatile");
			raw.post(session, "1");
		}
	}

	@Test
	void whenReceiverIsLostThenItGetsNoneOfThemWhenItComesBack() {
		SessionClient bob = SessionClient.open(server, "lost");
		try (TestClient alice = TestClient.libraryWebSocket(server, "lost")) {
			long dropped = server.bean(MessageRelay.class).counts().dropped();
			bob.lose();
			alice.awaitEvent("p2p:lost");
			send(alice, Map.of("room", "lost", "n", 1));
			alice.emit("p2p:msg", Map.of("room", "lost"), "text", "for later");
			await().until(() -> server.bean(MessageRelay.class).counts().dropped() == dropped + 1);
			assertThat(bob.comeBack().getBoolean("resumed")).isTrue();
			send(alice, Map.of("room", "lost", "n", 2));
			bob.listenUntil((client) -> !client.heard("p2p:volatile").isEmpty());
			assertThat(bob.heard("p2p:msg")).hasSize(1);
			assertThat(bob.heard("p2p:volatile")).singleElement()
				.satisfies((event) -> assertThat(event.getJSONObject(1).getInt("n")).isEqualTo(2));
		}
		bob.close();
	}

	@Test
	void whenTheyComeBetweenEventsThatCountThenBothEndsCountTheSameOverALoss() {
		SessionClient alice = SessionClient.open(server, "count");
		SessionClient bob = SessionClient.open(server, "count");
		alice.listenUntil((client) -> !client.heard("peer-connect").isEmpty());
		for (int i = 0; i < 40; i++) {
			if (i == 20) {
				bob.listenUntil((client) -> client.heard("p2p:msg").size() >= 10);
				bob.lose();
				alice.listenUntil((client) -> !client.heard("p2p:lost").isEmpty());
			}
			alice.send("42[\"p2p:volatile\",{\"room\":\"count\",\"n\":" + (i + 1) + "},\"move\"]");
			alice.emit("p2p:msg", Map.of("room", "count"), "text", i);
		}
		assertThat(bob.comeBack().getBoolean("resumed")).isTrue();
		bob.listenUntil((client) -> client.heard("p2p:msg").size() >= 40);
		assertThat(bob.heard("p2p:msg")).extracting((event) -> event.getInt(3))
			.isEqualTo(IntStream.range(0, 40).boxed().toList());
		alice.lose();
		assertThat(alice.comeBack().getLong("received")).isEqualTo(40);
		bob.close();
		alice.close();
	}

	private static void send(TestClient client, Map<String, Object> header) {
		assertThat(client.askAll("p2p:volatile", header, "move")).isEmpty();
	}

	private static List<Long> numbers(TestClient client) {
		return client.heard("p2p:volatile").stream().map((heard) -> ((JSONObject) heard.get(0)).getLong("n")).toList();
	}

}
