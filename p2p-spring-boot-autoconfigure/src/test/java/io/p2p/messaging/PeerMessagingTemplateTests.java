package io.p2p.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.socket.client.Ack;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

import io.p2p.peer.PeerId;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class PeerMessagingTemplateTests extends MessagingFixture {

	@Test
	void whenSentToRoomThenPlainAndLibraryPeersHearItInTheirForm() {
		try (TestClient plain = TestClient.plain(this.server);
				TestClient library = TestClient.library(this.server, "");
				TestClient elsewhere = TestClient.library(this.server, "other")) {
			byte[] bytes = { 1, 2, 3 };
			assertThat(this.messaging.toRoom("").send("tea", new Tea("Earl Grey", bytes), 2, null, bytes).join())
				.isEqualTo(2);
			List<Object> heard = library.awaitEvent("p2p:msg");
			assertThat(((JSONObject) heard.get(0)).toMap()).isEqualTo(Map.of("room", "", "from", ""));
			assertThat(heard.get(1)).isEqualTo("tea");
			assertTea(heard.subList(2, 6));
			assertTea(plain.awaitEvent("tea"));
			assertThat(this.messaging.toRoom("other").send("mark").join()).isEqualTo(1);
			elsewhere.awaitEvent("p2p:msg");
			assertThat(elsewhere.heard("p2p:msg")).hasSize(1);
		}
	}

	private static void assertTea(List<Object> arguments) {
		JSONObject tea = (JSONObject) arguments.get(0);
		assertThat(tea.getString("name")).isEqualTo("Earl Grey");
		assertThat((byte[]) tea.get("leaves")).containsExactly(1, 2, 3);
		assertThat(arguments.get(1)).isEqualTo(2);
		assertThat(arguments.get(2)).isIn(null, JSONObject.NULL);
		assertThat((byte[]) arguments.get(3)).containsExactly(1, 2, 3);
	}

	@Test
	void whenPeersAreExceptedThenTheyHearNothing() {
		try (TestClient a = TestClient.library(this.server, "room");
				TestClient b = TestClient.library(this.server, "room");
				TestClient c = TestClient.library(this.server, "room")) {
			assertThat(this.messaging.toRoom("room").except(id(a)).except(id(b)).send("x").join()).isEqualTo(1);
			assertThat(this.messaging.toRoom("room").send("mark").join()).isEqualTo(3);
			c.awaitTimes("p2p:msg", 2);
			a.awaitEvent("p2p:msg");
			assertThat(a.heard("p2p:msg").get(0)).element(1).isEqualTo("mark");
			assertThat(a.heard("p2p:msg")).hasSize(1);
		}
	}

	@Test
	void whenRoomPeerOrUserIsUnknownThenNobodyIsSentTo() {
		assertThat(this.messaging.toRoom("nowhere").send("x").join()).isZero();
		assertThat(this.messaging.toPeer(new PeerId("nobody")).send("x").join()).isFalse();
		assertThat(this.messaging.toUser("nobody").send("x").join()).isZero();
		assertThat(this.messaging.toRoom("nowhere").ask("x", String.class).join()).isEmpty();
		assertThat(this.messaging.toUser("nobody").ask("x", String.class).join()).isEmpty();
		NotAnsweredException failure = failure(this.messaging.toPeer(new PeerId("nobody")).ask("x", String.class));
		assertThat(failure.missing()).containsExactly(new PeerId("nobody"));
		assertThat(failure.isTimedOut()).isFalse();
	}

	@Test
	void whenPeerIsInNoRoomThenItIsNotSentTo() {
		try (TestClient client = TestClient.library(this.server)) {
			assertThat(this.messaging.toPeer(id(client)).send("x").join()).isFalse();
		}
	}

	@Test
	void whenNameIsReservedOrArgumentCannotBeWrittenThenItIsRefused() {
		PeersTarget room = this.messaging.toRoom("");
		for (String event : List.of("p2p:msg", "peer-connect", "disconnect")) {
			assertThatIllegalArgumentException().isThrownBy(() -> room.send(event)).withMessageContaining(event);
			assertThatIllegalArgumentException().isThrownBy(() -> room.ask(event, String.class));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> room.send("x", (Object[]) null));
		assertThatIllegalArgumentException().isThrownBy(() -> room.timeout(Duration.ZERO));
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> room.send("x", cycle));
	}

	@Test
	void whenSentToPeerThenItHearsItInItsFirstRoomOrInTheOneThatIsNamed() {
		try (TestClient client = TestClient.library(this.server, "b");
				TestClient other = TestClient.plain(this.server)) {
			client.ask("p2p:join", Map.of("room", "a", "webrtc", true));
			assertThat(this.messaging.toPeer(id(client)).send("x").join()).isTrue();
			assertThat(this.messaging.toPeer(id(client), "b").send("x").join()).isTrue();
			assertThat(this.messaging.toPeer(id(client), "c").send("x").join()).isFalse();
			client.awaitTimes("p2p:msg", 2);
			assertThat(client.heard("p2p:msg")).extracting((heard) -> ((JSONObject) heard.get(0)).getString("room"))
				.containsExactly("a", "b");
			assertThat(this.messaging.toPeer(id(other)).send("y", 1).join()).isTrue();
			assertThat(other.awaitEvent("y")).containsExactly(1);
		}
	}

	@Test
	void whenUserHasSeveralPeersThenEachHearsItOnce() {
		try (TestClient one = TestClient.library(this.server, "a");
				TestClient two = TestClient.library(this.server, "b");
				TestClient plain = TestClient.plain(this.server);
				TestClient stranger = TestClient.library(this.server, "a")) {
			login("ada", one, two, plain);
			login("bob", stranger);
			assertThat(this.messaging.toUser("ada").send("x").join()).isEqualTo(3);
			assertThat(this.messaging.toUser("ada", "b").send("y").join()).isEqualTo(1);
			assertThat(this.messaging.toUser("bob").send("mark").join()).isEqualTo(1);
			two.awaitTimes("p2p:msg", 2);
			one.awaitEvent("p2p:msg");
			plain.awaitEvent("x");
			stranger.awaitEvent("p2p:msg");
			assertThat(one.heard("p2p:msg")).hasSize(1);
			assertThat(stranger.heard("p2p:msg")).hasSize(1);
			answerAll(one, "one");
			answerAll(two, "two");
			plain.socket().on("vote", (arguments) -> ((Ack) arguments[arguments.length - 1]).call("plain"));
			assertThat(this.messaging.toUser("ada").ask("vote", String.class).join())
				.isEqualTo(Map.of(id(one), "one", id(two), "two", id(plain), "plain"));
		}
	}

	@Test
	void whenPeersHaveGoneThenTheyAreNobodysAnyMore() {
		try (TestClient client = TestClient.library(this.server, "a")) {
			login("ada", client);
			assertThat(this.messaging.toUser("ada").send("x").join()).isEqualTo(1);
		}
		await().until(() -> this.messaging.toUser("ada").send("x").join() == 0);
		awaitNobodyKnown();
	}

	@Test
	void whenPeerIsLostThenItHearsItWhenItIsBack() {
		try (SessionClient client = SessionClient.open(this.server, "room")) {
			client.lose();
			PeerId id = new PeerId(client.id());
			assertThat(this.messaging.toPeer(id).send("x", 1).join()).isTrue();
			assertThat(this.messaging.toRoom("room").send("x", 2).join()).isEqualTo(1);
			CompletableFuture<String> answer = this.messaging.toPeer(id).ask("vote", String.class);
			client.comeBack();
			client.listenUntil((one) -> one.heard("p2p:msg").size() == 3);
			assertThat(client.heard("p2p:msg")).extracting((heard) -> heard.optInt(3)).startsWith(1, 2);
			JSONObject header = client.heard("p2p:msg").get(2).getJSONObject(1);
			client.emit("p2p:msg", answerTo(header), JSONObject.NULL, "yes");
			assertThat(answer.join()).isEqualTo("yes");
		}
		awaitNobodyKnown();
	}

	@Test
	void whenOneThreadSendsManyThenTheyArriveInOrder() {
		try (TestClient client = TestClient.library(this.server, "room");
				SessionClient session = SessionClient.open(this.server, "room")) {
			PeersTarget room = this.messaging.toRoom("room");
			PeerTarget peer = this.messaging.toPeer(id(client));
			IntStream.range(0, 500).forEach((i) -> {
				if (i % 2 == 0) {
					room.send("x", i);
				}
				else {
					peer.send("x", i);
				}
			});
			client.awaitTimes("p2p:msg", 500);
			assertThat(client.heard("p2p:msg")).extracting((heard) -> heard.get(2))
				.containsExactlyElementsOf(IntStream.range(0, 500).<Object>mapToObj((i) -> i).toList());
			session.listenUntil((one) -> one.heard("p2p:msg").size() == 250);
			assertThat(session.heard("p2p:msg").get(249).getInt(3)).isEqualTo(498);
		}
	}

}
