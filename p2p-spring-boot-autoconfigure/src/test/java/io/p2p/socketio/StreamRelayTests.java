package io.p2p.socketio;

import java.util.List;
import java.util.Map;

import io.socket.client.Ack;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.peer.Path;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes by relay for streams and questions: numbers, answers, paths and stops.
 */
class StreamRelayTests {

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
	void whenAReceiverCannotTakeMoreOfATransferThenItsSenderIsToldWhy() {
		try (TestClient alice = TestClient.library(server, "stop");
				TestClient bob = TestClient.library(server, "stop")) {
			bob.emit("p2p:stop", Map.of("room", "stop", "to", alice.id(), "id", 4, "code", "too-large"));
			bob.emit("p2p:stop", Map.of("room", "stop", "to", alice.id(), "id", 5));
			alice.awaitTimes("p2p:stop", 2);
			assertThat(alice.heard("p2p:stop")).extracting((heard) -> ((JSONObject) heard.get(0)).toMap())
				.containsExactly(Map.of("room", "stop", "from", bob.id(), "id", 4, "code", "too-large"),
						Map.of("room", "stop", "from", bob.id(), "id", 5));
			for (String code : List.of("", "Too large", "x".repeat(65), "<b>")) {
				assertThat(bob.ask("p2p:stop", Map.of("room", "stop", "to", alice.id(), "id", 6, "code", code))
					.getString("code")).isEqualTo("bad-request");
			}
		}
	}

	@Test
	void whenEventHasSeqAndAckThenReceiversGetThem() {
		try (TestClient alice = TestClient.library(server, "numbers");
				TestClient bob = TestClient.library(server, "numbers")) {
			alice.emit("p2p:msg", Map.of("room", "numbers", "to", bob.id(), "seq", 7, "ack", 9007199254740991L),
					"chat");
			alice.emit("p2p:part",
					Map.of("room", "numbers", "to", bob.id(), "id", 1, "event", "", "total", 2, "offset", 0),
					new byte[1]);
			JSONObject header = (JSONObject) bob.awaitEvent("p2p:msg").get(0);
			assertThat(header.toMap())
				.isEqualTo(Map.of("room", "numbers", "from", alice.id(), "seq", 7, "ack", 9007199254740991L));
			JSONObject part = (JSONObject) bob.awaitEvent("p2p:part").get(0);
			assertThat(part.toMap()).isEqualTo(
					Map.of("room", "numbers", "from", alice.id(), "id", 1, "event", "", "total", 2, "offset", 0));
			JSONObject sent = (JSONObject) alice.awaitEvent("p2p:sent").get(0);
			assertThat(sent.toMap()).isEqualTo(Map.of("room", "numbers", "to", bob.id(), "id", 1, "offset", 0));
		}
	}

	@Test
	void whenPeerAnswersThenOnlyTheOneWhoAskedHearsIt() {
		try (TestClient alice = TestClient.library(server, "answers");
				TestClient bob = TestClient.library(server, "answers");
				TestClient carol = TestClient.library(server, "answers")) {
			byte[] bytes = { 1, 2 };
			assertThat(bob.askAll("p2p:msg", Map.of("room", "answers", "to", alice.id(), "ack", 5), JSONObject.NULL,
					bytes))
				.isEmpty();
			List<Object> answer = alice.awaitEvent("p2p:msg");
			assertThat(((JSONObject) answer.get(0)).toMap())
				.isEqualTo(Map.of("room", "answers", "from", bob.id(), "ack", 5));
			assertThat(answer.get(1)).isNull();
			assertThat(answer.get(2)).isEqualTo(bytes);
			carol.askAll("p2p:leave", Map.of("room", "other"));
			assertThat(carol.heard("p2p:msg")).isEmpty();
		}
	}

	@Test
	void whenTheOneWhoAskedIsGoneOrPlainThenTheAnswerIsIgnored() {
		try (TestClient alice = TestClient.library(server, ""); TestClient plain = TestClient.plain(server)) {
			assertThat(alice.askAll("p2p:msg", Map.of("to", "gone", "ack", 1), null, "x")).isEmpty();
			assertThat(alice.askAll("p2p:msg", Map.of("to", plain.id(), "ack", 1), null, "x")).isEmpty();
			plain.askAll("chat");
			assertThat(plain.heard("p2p:msg")).isEmpty();
			assertThat(plain.socket().connected()).isTrue();
		}
	}

	@Test
	void whenPathChangesOrTransferIsStoppedThenThatPeerHearsItInOrderWithTheEvents() {
		try (TestClient alice = TestClient.library(server, "path");
				TestClient bob = TestClient.library(server, "path");
				TestClient carol = TestClient.library(server, "path")) {
			alice.emit("p2p:msg", Map.of("room", "path"), "one");
			alice.emit("p2p:path", Map.of("room", "path", "to", bob.id(), "epoch", 1));
			alice.emit("p2p:msg", Map.of("room", "path"), "two");
			alice.askAll("p2p:stop", Map.of("room", "path", "to", bob.id(), "id", 4));
			bob.awaitEvent("p2p:stop");
			assertThat(bob.order("p2p:msg", "p2p:path", "p2p:stop")).extracting(Object::toString)
				.extracting((json) -> new JSONObject(json).toMap())
				.containsExactly(Map.of("room", "path", "from", alice.id()),
						Map.of("room", "path", "from", alice.id(), "epoch", 1),
						Map.of("room", "path", "from", alice.id()),
						Map.of("room", "path", "from", alice.id(), "id", 4));
			Room room = server.bean(RoomManager.class).find("path");
			assertThat(room.path(new PeerId(alice.id()), new PeerId(bob.id()))).isEqualTo(Path.WEBRTC);
			assertThat(room.member(new PeerId(alice.id())).peer().path()).isEqualTo(Path.WEBRTC);
			assertThat(room.path(new PeerId(alice.id()), new PeerId(carol.id()))).isEqualTo(Path.RELAY);
			alice.askAll("p2p:path", Map.of("room", "path", "to", bob.id(), "epoch", 2));
			assertThat(room.path(new PeerId(alice.id()))).isEqualTo(Path.RELAY);
			carol.askAll("p2p:leave", Map.of("room", "other"));
			assertThat(carol.heard("p2p:path")).isEmpty();
			assertThat(carol.heard("p2p:stop")).isEmpty();
		}
	}

	@Test
	void whenPathOrStopIsForNobodyThenItIsIgnored() {
		try (TestClient alice = TestClient.library(server, ""); TestClient plain = TestClient.plain(server)) {
			for (String nobody : List.of("nobody", plain.id(), alice.id())) {
				assertThat(alice.askAll("p2p:path", Map.of("to", nobody, "epoch", 1))).isEmpty();
				assertThat(alice.askAll("p2p:stop", Map.of("to", nobody, "id", 1))).isEmpty();
			}
			plain.askAll("chat");
			assertThat(plain.heard("p2p:path")).isEmpty();
			assertThat(alice.heard("p2p:path")).isEmpty();
		}
	}

	@Test
	void whenHeaderIsHostileThenItIsRefusedAndNobodyHears() {
		try (TestClient alice = TestClient.library(server, "hostile");
				TestClient bob = TestClient.library(server, "hostile")) {
			for (Object number : List.of(0, -1, "x", List.of(), 1L << 53, new JSONObject())) {
				assertThat(code(alice, "p2p:msg", "seq", number, "chat")).as("%s", number).isEqualTo("bad-request");
				assertThat(code(alice, "p2p:msg", "ack", number, "chat")).as("%s", number).isEqualTo("bad-request");
				assertThat(code(alice, "p2p:msg", "ack", number, (Object) null)).as("%s", number)
					.isEqualTo("bad-request");
				assertThat(code(alice, "p2p:path", "epoch", number.equals(0) ? -1 : number)).isEqualTo("bad-request");
				assertThat(code(alice, "p2p:stop", "id", number.equals(0) ? -1 : number)).isEqualTo("bad-request");
			}
			assertThat(code(alice, "p2p:msg", "to", bob.id(), null, 1)).as("without ack").isEqualTo("bad-request");
			assertThat(code(alice, "p2p:msg", "ack", 1, null, 1)).as("without to").isEqualTo("bad-request");
			assertThat(code(alice, "p2p:path", "epoch", 1)).as("without to").isEqualTo("bad-request");
			assertThat(alice.ask("p2p:stop").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("p2p:path", Map.of("room", "else", "to", bob.id(), "epoch", 1)).getString("code"))
				.isEqualTo("not-a-member");
			assertThat(
					alice.ask("p2p:msg", Map.of("room", "else", "to", bob.id(), "ack", 1), null, 1).getString("code"))
				.isEqualTo("not-a-member");
			bob.askAll("p2p:leave", Map.of("room", "other"));
			assertThat(bob.heard("p2p:msg")).isEmpty();
			assertThat(bob.heard("p2p:path")).isEmpty();
			assertThat(bob.heard("p2p:stop")).isEmpty();
		}
	}

	@Test
	void whenSenderNamesAnotherThenReceiversHearItsOwnId() {
		try (TestClient alice = TestClient.library(server, "spoof");
				TestClient bob = TestClient.library(server, "spoof")) {
			alice.emit("p2p:path", Map.of("room", "spoof", "to", bob.id(), "from", "somebody", "epoch", 1));
			assertThat(((JSONObject) bob.awaitEvent("p2p:path").get(0)).getString("from")).isEqualTo(alice.id());
		}
	}

	@Test
	void whenRequestWithoutAcknowledgementIsRefusedThenTheErrorTellsWhatItIsAbout() {
		try (TestClient alice = TestClient.library(server, "about")) {
			alice.emit("p2p:msg", Map.of("room", "about", "to", "nobody", "ack", 3), "chat");
			JSONObject error = (JSONObject) alice.awaitEvent("peer-error").get(0);
			error.remove("message");
			assertThat(error.toMap()).isEqualTo(
					Map.of("code", "unknown-peer", "event", "chat", "room", "about", "peerId", "nobody", "ack", 3));
			alice.emit("p2p:part", Map.of("room", "else", "id", 6, "event", "x", "total", 1, "offset", 0), new byte[1]);
			alice.awaitTimes("peer-error", 2);
			JSONObject second = (JSONObject) alice.heard("peer-error").get(1).get(0);
			second.remove("message");
			assertThat(second.toMap()).isEqualTo(Map.of("code", "not-a-member", "event", "x", "room", "else", "id", 6));
		}
	}

	private static String code(TestClient client, String event, String name, Object value, Object... more) {
		Object[] arguments = new Object[1 + more.length];
		arguments[0] = Map.of("room", "hostile", name, value);
		System.arraycopy(more, 0, arguments, 1, more.length);
		return client.ask(event, arguments).getString("code");
	}

	@Test
	void whenPlainPeersAreAskedThenTheirAcknowledgementsAreTheAnswers() {
		try (TestClient alice = TestClient.library(server, "");
				TestClient plain = TestClient.plain(server);
				TestClient silent = TestClient.plain(server)) {
			plain.socket()
				.on("sum", (arguments) -> ((Ack) arguments[2]).call(new JSONObject(Map.of("n", 3)), new byte[] { 7 }));
			plain.socket().on("nothing", (arguments) -> ((Ack) arguments[0]).call());
			alice.emit("p2p:msg", Map.of("ack", 5), "sum", 1, new byte[] { 2 });
			alice.awaitTimes("p2p:msg", 1);
			alice.emit("p2p:msg", Map.of("ack", 6, "to", plain.id()), "nothing");
			alice.awaitTimes("p2p:msg", 2);
			List<Object> sum = alice.heard("p2p:msg").get(0);
			assertThat(((JSONObject) sum.get(0)).getString("from")).isEqualTo(plain.id());
			assertThat(((JSONObject) sum.get(0)).getInt("ack")).isEqualTo(5);
			assertThat(((JSONObject) sum.get(0)).has("to")).isFalse();
			assertThat(sum.get(1)).isNull();
			assertThat(((JSONObject) sum.get(2)).getInt("n")).isEqualTo(3);
			assertThat(sum.get(3)).isEqualTo(new byte[] { 7 });
			assertThat(alice.heard("p2p:msg").get(1)).hasSize(2);
			silent.awaitEvent("sum");
			assertThat(silent.heard("nothing")).isEmpty();
		}
	}

}
