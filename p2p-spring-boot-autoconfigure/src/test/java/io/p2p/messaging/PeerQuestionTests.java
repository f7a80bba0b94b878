package io.p2p.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.socket.client.Ack;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.core.JacksonException;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomManager;
import io.p2p.support.Census;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PeerQuestionTests extends MessagingFixture {

	@Test
	void whenPeerIsAskedThenItsAnswerIsReadAsTheTypeThatIsAskedFor() {
		try (TestClient library = TestClient.library(this.server, "room");
				TestClient plain = TestClient.plain(this.server)) {
			answerAll(library, new JSONArray(List.of(Map.of("name", "Assam"))));
			PeerTarget peer = this.messaging.toPeer(id(library));
			assertThat(peer.ask("which", new ParameterizedTypeReference<List<Tea>>() {
			}).join()).singleElement().extracting(Tea::name).isEqualTo("Assam");
			byte[] bytes = { 4, 5 };
			plain.socket().on("which", (arguments) -> ((Ack) arguments[arguments.length - 1]).call((Object) bytes));
			plain.socket().on("nothing", (arguments) -> ((Ack) arguments[arguments.length - 1]).call());
			assertThat(this.messaging.toPeer(id(plain)).ask("which", byte[].class).join()).containsExactly(4, 5);
			assertThat(this.messaging.toPeer(id(plain)).ask("nothing", String.class).join()).isNull();
		}
		awaitNobodyKnown();
	}

	@Test
	void whenAnswerIsNoneOfThatTypeThenItCountsAsNotAnswered() {
		try (TestClient one = TestClient.library(this.server, "room");
				TestClient two = TestClient.library(this.server, "room")) {
			answerAll(one, "many");
			answerAll(two, 2);
			NotAnsweredException failure = failure(this.messaging.toPeer(id(one)).ask("count", Integer.class));
			assertThat(failure).hasCauseInstanceOf(JacksonException.class);
			assertThat(failure.isTimedOut()).isFalse();
			failure = failure(this.messaging.toRoom("room").ask("count", Integer.class));
			assertThat(failure).hasCauseInstanceOf(JacksonException.class);
			assertThat(failure.missing()).containsExactly(id(one));
			assertThat(failure.answers()).isEqualTo(Map.of(id(two), 2));
		}
	}

	@Test
	void whenNotEverybodyAnswersInTimeThenTheExceptionHasTheAnswersAndWhoIsMissing() {
		try (TestClient one = TestClient.library(this.server, "room");
				TestClient silent = TestClient.library(this.server, "room")) {
			answerAll(one, true);
			Duration timeout = Duration.ofMillis(300);
			NotAnsweredException failure = failure(
					this.messaging.toRoom("room").timeout(timeout).ask("vote", Boolean.class, "Tea?"));
			assertThat(failure.isTimedOut()).isTrue();
			assertThat(failure.answers()).isEqualTo(Map.of(id(one), true));
			assertThat(failure.missing()).containsExactly(id(silent));
			failure = failure(this.messaging.toPeer(id(silent)).timeout(timeout).ask("vote", Boolean.class));
			assertThat(failure.isTimedOut()).isTrue();
			assertThat(failure.missing()).containsExactly(id(silent));
			assertThat(Census.of(this.server)).containsEntry("questions.open", 0);
		}
	}

	@Test
	void whenPeerLeavesBeforeItAnswersThenTheOthersAnswersAreEnough() {
		try (TestClient one = TestClient.library(this.server, "room")) {
			answerAll(one, "here");
			TestClient leaving = TestClient.library(this.server, "room");
			TestClient closing = TestClient.library(this.server, "room");
			CompletableFuture<Map<PeerId, String>> all = this.messaging.toRoom("room").ask("vote", String.class);
			CompletableFuture<String> single = this.messaging.toPeer(id(closing)).ask("vote", String.class);
			leaving.awaitEvent("p2p:msg");
			closing.awaitTimes("p2p:msg", 2);
			leaving.emit("p2p:leave", Map.of("room", "room"));
			closing.close();
			assertThat(all.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(Map.of(id(one), "here"));
			assertThat(failure(single).isTimedOut()).isFalse();
			leaving.close();
		}
		awaitNobodyKnown();
	}

	@Test
	void whenSomebodyElseAnswersOrOneTwiceThenThatIsIgnored() {
		try (TestClient asked = TestClient.library(this.server, "room");
				TestClient meddler = TestClient.library(this.server, "room")) {
			CompletableFuture<String> answer = this.messaging.toPeer(id(asked)).ask("vote", String.class);
			JSONObject header = (JSONObject) asked.awaitEvent("p2p:msg").get(0);
			meddler.askAll("p2p:msg", answerTo(header), JSONObject.NULL, "forged");
			asked.askAll("p2p:msg", answerTo(header).put("ack", 4711), JSONObject.NULL, "not asked");
			assertThat(answer).isNotDone();
			CompletableFuture<Map<PeerId, String>> all = this.messaging.toRoom("room").ask("vote", String.class);
			asked.awaitTimes("p2p:msg", 2);
			JSONObject second = (JSONObject) asked.heard("p2p:msg").get(1).get(0);
			asked.askAll("p2p:msg", answerTo(second), JSONObject.NULL, "first");
			asked.askAll("p2p:msg", answerTo(second), JSONObject.NULL, "second");
			meddler.askAll("p2p:msg", answerTo(second), JSONObject.NULL, "other");
			assertThat(all.join()).isEqualTo(Map.of(id(asked), "first", id(meddler), "other"));
			asked.askAll("p2p:msg", answerTo(header), JSONObject.NULL, "honest");
			assertThat(answer.join()).isEqualTo("honest");
			// late, when nobody waits any more
			assertThat(asked.askAll("p2p:msg", answerTo(header), JSONObject.NULL, "again")).isEmpty();
		}
	}

	@Test
	void whenPeerSendsToTheServerWhatIsNoAnswerThenItIsRefused() {
		try (TestClient client = TestClient.library(this.server, "room")) {
			Map<String, String> to = Map.of("room", "room", "to", "");
			assertThat(client.ask("p2p:msg", to, "x").getString("code")).isEqualTo("unknown-peer");
			assertThat(client.ask("p2p:msg", to, JSONObject.NULL, "x").getString("code")).isEqualTo("bad-request");
			assertThat(client
				.ask("p2p:part", Map.of("room", "room", "to", "", "id", 1, "event", "", "total", 1, "offset", 0),
						new byte[1])
				.getString("code")).isEqualTo("too-large");
		}
	}

	@Test
	void whenAnsweredThenTheApplicationIsCalledOffTheEventLoop() {
		try (TestClient client = TestClient.library(this.server, "room")) {
			CompletableFuture<String> thread = this.messaging.toPeer(id(client))
				.ask("vote", String.class)
				.thenApply((answer) -> Thread.currentThread().getName());
			JSONObject header = (JSONObject) client.awaitEvent("p2p:msg").get(0);
			client.emit("p2p:msg", answerTo(header), JSONObject.NULL, "yes");
			assertThat(thread.join()).startsWith("p2p-answer-");
		}
	}

	@Test
	void whenEveryHandlerWaitsForAnAnswerThenEachGetsItsOwn() {
		try (TestServer busy = TestServer.start(Asking.class, "p2p.handler.threads=2");
				TestClient one = TestClient.library(busy, "room");
				TestClient two = TestClient.library(busy, "room");
				TestClient judge = TestClient.library(busy, "court")) {
			answerAll(judge, "yes");
			one.emit("p2p:msg", Map.of("room", "room"), "order");
			two.emit("p2p:msg", Map.of("room", "room"), "order");
			Asking asking = busy.bean(Asking.class);
			await().untilAsserted(() -> assertThat(asking.answers).containsExactly("yes", "yes"));
		}
	}

	@Test
	void whenCancelledThenTheQuestionIsForgotten() {
		try (TestClient client = TestClient.library(this.server, "room")) {
			CompletableFuture<String> answer = this.messaging.toPeer(id(client)).ask("vote", String.class);
			assertThat(Census.of(this.server)).containsEntry("questions.open", 1);
			answer.cancel(false);
			assertThat(Census.of(this.server)).containsEntry("questions.open", 0);
		}
	}

	@Test
	void whenRoomIsAskedManyTimesAtOnceThenEachQuestionGetsItsOwnAnswers() {
		try (TestClient one = TestClient.library(this.server, "room");
				TestClient two = TestClient.library(this.server, "room")) {
			echoAll(one);
			echoAll(two);
			List<CompletableFuture<Map<PeerId, Integer>>> all = IntStream.range(0, 200)
				.parallel()
				.mapToObj((i) -> this.messaging.toRoom("room").ask("echo", Integer.class, i))
				.toList();
			for (int i = 0; i < all.size(); i++) {
				assertThat(all.get(i).join()).isEqualTo(Map.of(id(one), i, id(two), i));
			}
			await().untilAsserted(() -> assertThat(Census.of(this.server)).containsEntry("questions.open", 0));
		}
	}

	@Test
	void whenServerStopsThenWhoWaitsIsTold() {
		try (TestClient client = TestClient.library(this.server, "room")) {
			CompletableFuture<String> answer = this.messaging.toPeer(id(client)).ask("vote", String.class);
			RoomManager rooms = this.server.bean(RoomManager.class);
			this.server.close();
			assertThat(failure(answer).isTimedOut()).isFalse();
			assertThat(this.messaging.toRoom("room").send("x").join()).isZero();
			assertThat(rooms.rooms()).isEmpty();
		}
	}

	/**
	 * Asks somebody else about each order, once two have come.
	 */
	static class Asking {

		private final List<String> answers = new CopyOnWriteArrayList<>();

		private final CountDownLatch orders = new CountDownLatch(2);

		private final PeerMessagingTemplate messaging;

		Asking(PeerMessagingTemplate messaging) {
			this.messaging = messaging;
		}

		@PeerMessageHandler("order")
		void order() throws InterruptedException {
			this.orders.countDown();
			this.orders.await();
			this.messaging.toRoom("court").ask("sure", String.class).join().values().forEach(this.answers::add);
		}

	}

}
