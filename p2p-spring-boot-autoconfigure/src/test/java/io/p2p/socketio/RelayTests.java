package io.p2p.socketio;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.relay.MessageRelay;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events by relay, with the Java client from Maven.
 */
class RelayTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenPlainPeerEmitsThenOtherPlainPeersHearTheEventAndItDoesNot() {
		try (TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server);
				TestClient carol = TestClient.plain(server)) {
			assertThat(alice.askAll("chat", "hello", 1)).isEmpty();
			assertThat(bob.awaitEvent("chat")).containsExactly("hello", 1);
			assertThat(carol.awaitEvent("chat")).containsExactly("hello", 1);
			assertThat(alice.heard("chat")).isEmpty();
		}
	}

	@Test
	void whenLibraryPeerIsInTheRoomThenItHearsPlainPeersWithTheirId() {
		try (TestClient plain = TestClient.plain(server); TestClient library = TestClient.library(server, "")) {
			plain.emit("chat", "hello");
			List<Object> arguments = library.awaitEvent("p2p:msg");
			assertThat(((JSONObject) arguments.get(0)).getString("from")).isEqualTo(plain.id());
			assertThat(arguments.subList(1, 3)).containsExactly("chat", "hello");
		}
	}

	@Test
	void whenLibraryPeerRelaysThenPlainPeersHearTheEventItself() {
		try (TestClient plain = TestClient.plain(server); TestClient library = TestClient.library(server, "")) {
			assertThat(library.askAll("p2p:msg", Map.of(), "chat", "hello", Map.of("a", List.of(1, 2)))).isEmpty();
			List<Object> arguments = plain.awaitEvent("chat");
			assertThat(arguments.get(0)).isEqualTo("hello");
			assertThat(((JSONObject) arguments.get(1)).getJSONArray("a").toList()).containsExactly(1, 2);
		}
	}

	@Test
	void whenEventHasBinariesThenTheyArriveUntouched() {
		byte[] first = { 0, 1, 4, '3', ':', (byte) 0xff };
		byte[] second = new byte[70_000];
		second[69_999] = 7;
		try (TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server);
				TestClient carol = TestClient.plain(server)) {
			alice.emit("file", first, Map.of("deep", new JSONArray().put((Object) second)), "ü€😀");
			for (TestClient receiver : List.of(bob, carol)) {
				List<Object> arguments = receiver.awaitEvent("file");
				assertThat(arguments.get(0)).isEqualTo(first);
				assertThat(((JSONObject) arguments.get(1)).getJSONArray("deep").get(0)).isEqualTo(second);
				assertThat(arguments.get(2)).isEqualTo("ü€😀");
			}
		}
	}

	@Test
	void whenPeersAreSkippedOrOneIsAddressedThenOnlyTheOthersOrThatOneHear() {
		try (TestClient alice = TestClient.library(server, "addressing");
				TestClient bob = TestClient.library(server, "addressing");
				TestClient carol = TestClient.library(server, "addressing")) {
			alice.askAll("p2p:msg", Map.of("room", "addressing", "skip", List.of(bob.id())), "one");
			alice.askAll("p2p:msg", Map.of("room", "addressing", "to", bob.id()), "two");
			alice.askAll("p2p:msg", Map.of("room", "addressing"), "three");
			bob.awaitTimes("p2p:msg", 2);
			carol.awaitTimes("p2p:msg", 2);
			assertThat(bob.heard("p2p:msg")).extracting((arguments) -> arguments.get(1))
				.containsExactly("two", "three");
			assertThat(carol.heard("p2p:msg")).extracting((arguments) -> arguments.get(1))
				.containsExactly("one", "three");
		}
	}

	@Test
	void whenPeersAreInDifferentRoomsThenTheyNeverHearEachOther() {
		try (TestClient alice = TestClient.library(server, "red");
				TestClient bob = TestClient.library(server, "blue");
				TestClient plain = TestClient.plain(server);
				TestClient carol = TestClient.library(server, "red")) {
			alice.askAll("p2p:msg", Map.of("room", "red"), "chat");
			carol.awaitEvent("p2p:msg");
			assertThat(alice.ask("p2p:msg", Map.of("room", "blue"), "chat").getString("code"))
				.isEqualTo("not-a-member");
			plain.askAll("chat");
			// an answer from the server comes after everything it sent before
			bob.askAll("p2p:leave", Map.of("room", "other"));
			assertThat(bob.heard("p2p:msg")).isEmpty();
			assertThat(carol.heard("p2p:msg")).hasSize(1);
		}
	}

	@Test
	void whenEventNameIsReservedThenItIsRefused() {
		try (TestClient alice = TestClient.library(server, "reserved");
				TestClient bob = TestClient.library(server, "reserved")) {
			for (String name : List.of("p2p:links", "peer-connect", "disconnect", "connect_error", "peer-signal")) {
				JSONObject error = alice.ask("p2p:msg", Map.of("room", "reserved"), name, "x");
				assertThat(error.getString("code")).as(name).isEqualTo("bad-request");
			}
			bob.askAll("p2p:leave", Map.of("room", "other"));
			assertThat(bob.heard("p2p:msg")).isEmpty();
		}
	}

	@Test
	void whenRequestIsMalformedThenItsSenderIsToldAndStaysConnected() {
		try (TestClient alice = TestClient.library(server, "malformed")) {
			assertThat(alice.ask("p2p:msg").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:msg", "text", "chat").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:msg", null, "chat").getString("code")).isEqualTo("bad-request");
			Map<String, Object> part = Map.of("room", "malformed", "id", -1, "event", "file", "total", 1, "offset", 0);
			assertThat(alice.ask("p2p:part", part, new byte[1]).getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:msg", Map.of("room", 7), 8).getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:msg", Map.of("skip", "x"), "chat").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:join", "garbage").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:part", Map.of(), "x").getString("code")).isEqualTo("bad-request");
			alice.emit("p2p:msg", 1, 2, 3);
			JSONObject error = (JSONObject) alice.awaitEvent("peer-error").get(0);
			assertThat(error.getString("code")).isEqualTo("bad-request");
			assertThat(error.getString("event")).isEqualTo("p2p:msg");
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	@Test
	void whenAddresseeIsUnknownThenTheSenderIsTold() {
		try (TestClient alice = TestClient.library(server, "unknown")) {
			JSONObject error = alice.ask("p2p:msg", Map.of("room", "unknown", "to", "nobody"), "chat");
			assertThat(error.getString("code")).isEqualTo("unknown-peer");
			assertThat(error.getString("peerId")).isEqualTo("nobody");
		}
	}

	@Test
	void whenEventGoesInPartsThenLibraryPeersGetThemAndPlainOnesAreNamed() {
		try (TestClient alice = TestClient.library(server, "");
				TestClient bob = TestClient.library(server, "");
				TestClient plain = TestClient.plain(server)) {
			Map<String, Object> header = Map.of("id", 3, "event", "file", "total", 5, "offset", 2);
			assertThat(alice.askAll("p2p:part", header, new byte[] { 1, 2, 3 })).isEmpty();
			JSONObject sent = (JSONObject) alice.awaitEvent("p2p:sent").get(0);
			assertThat(sent.getJSONArray("missed").toList()).contains(plain.id()).doesNotContain(bob.id());
			assertThat(sent.getString("room")).isEmpty();
			assertThat(sent.getInt("id")).isEqualTo(3);
			assertThat(sent.getInt("offset")).isEqualTo(2);
			List<Object> part = bob.awaitEvent("p2p:part");
			JSONObject received = (JSONObject) part.get(0);
			assertThat(received.getString("from")).isEqualTo(alice.id());
			assertThat(received.getInt("id")).isEqualTo(3);
			assertThat(received.getInt("total")).isEqualTo(5);
			assertThat(received.getInt("offset")).isEqualTo(2);
			assertThat(part.get(1)).isEqualTo(new byte[] { 1, 2, 3 });
		}
	}

	@Test
	void whenManyEventsAreSentThenAllArriveOnceAndInOrderAndAreCounted() {
		MessageRelay relay = server.bean(MessageRelay.class);
		try (TestClient alice = TestClient.library(server, "order");
				TestClient bob = TestClient.library(server, "order")) {
			long before = relay.relayed();
			for (int i = 0; i < 500; i++) {
				alice.emit("p2p:msg", Map.of("room", "order"), "count", i);
			}
			bob.awaitTimes("p2p:msg", 500);
			assertThat(bob.heard("p2p:msg")).extracting((arguments) -> arguments.get(2))
				.containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
			assertThat(relay.relayed() - before).isEqualTo(500);
		}
	}

}
