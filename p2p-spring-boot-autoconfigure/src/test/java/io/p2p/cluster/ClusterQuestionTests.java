package io.p2p.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import io.socket.client.Ack;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.messaging.NotAnsweredException;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomManager;
import io.p2p.support.Census;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that asks peers at other servers: its own has none.
 */
class ClusterQuestionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static ClusterFixture cluster;

	private static TestServer one;

	private static TestServer two;

	private static TestServer asker;

	private static PeerMessagingTemplate messaging;

	@BeforeAll
	static void start() {
		cluster = new ClusterFixture();
		one = cluster.start(ClusterFixture.Tokens.class);
		two = cluster.start(ClusterFixture.Tokens.class);
		asker = cluster.start(ClusterFixture.Tokens.class);
		messaging = asker.bean(PeerMessagingTemplate.class);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@AfterEach
	void nothingIsKept() {
		await().until(() -> asker.bean(RoomManager.class).rooms().isEmpty());
		await().untilAsserted(() -> assertThat(Census.questions(asker)).isZero());
	}

	private static PeerId id(ClusterClient client) {
		return new PeerId(client.id());
	}

	private static PeerId id(TestClient client) {
		return new PeerId(client.id());
	}

	private static void awaitQuestions(ClusterClient client, int count) {
		client.listenUntil((it) -> it.heard("p2p:msg").size() >= count);
	}

	private static NotAnsweredException failure(CompletableFuture<?> asked) {
		NotAnsweredException[] failure = new NotAnsweredException[1];
		assertThat(asked).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOfSatisfying(NotAnsweredException.class, (it) -> failure[0] = it);
		return failure[0];
	}

	@Test
	void whenRoomIsAskedThenPeersOfAllServersAnswer() {
		try (TestClient plain = TestClient.webSocket(one);
				ClusterClient alice = ClusterClient.open(one, "");
				ClusterClient bob = ClusterClient.open(two, "")) {
			plain.socket()
				.on("vote", (arguments) -> ((Ack) arguments[arguments.length - 1]).call(arguments[0] + "!", "more"));
			CompletableFuture<Map<PeerId, String>> votes = messaging.toRoom("").ask("vote", String.class, "Tea?");
			awaitQuestions(alice, 1);
			alice.answer("yes");
			awaitQuestions(bob, 1);
			assertThat(votes).isNotDone();
			bob.answer("no");
			assertThat(votes).succeedsWithin(PATIENCE)
				.isEqualTo(Map.of(id(plain), "Tea?!", id(alice), "yes", id(bob), "no"));
			assertThat(messaging.toRoom("nowhere").ask("vote", String.class)).succeedsWithin(PATIENCE)
				.isEqualTo(Map.of());
		}
	}

	@Test
	void whenOnePeerIsAskedThenItsAnswerIsGiven() {
		try (TestClient plain = TestClient.webSocket(one);
				ClusterClient bob = ClusterClient.login("bob", two, "a", "b")) {
			plain.socket().on("which", (arguments) -> ((Ack) arguments[0]).call(new byte[] { 4, 5 }));
			plain.socket().on("nothing", (arguments) -> ((Ack) arguments[0]).call());
			assertThat(messaging.toPeer(id(plain), "").ask("which", byte[].class)).succeedsWithin(PATIENCE)
				.isEqualTo(new byte[] { 4, 5 });
			assertThat(messaging.toPeer(id(plain), "").ask("nothing", String.class)).succeedsWithin(PATIENCE).isNull();
			await().until(() -> messaging.toPeer(id(bob)).send("hello").join());
			awaitQuestions(bob, 1);
			CompletableFuture<Integer> number = messaging.toPeer(id(bob)).ask("number", Integer.class);
			awaitQuestions(bob, 2);
			bob.answer(7);
			assertThat(number).succeedsWithin(PATIENCE).isEqualTo(7);
			CompletableFuture<Map<PeerId, Integer>> user = messaging.toUser("bob").ask("number", Integer.class);
			awaitQuestions(bob, 3);
			bob.answer(8);
			assertThat(user).succeedsWithin(PATIENCE).isEqualTo(Map.of(id(bob), 8));
			assertThat(failure(messaging.toPeer(new PeerId("nobody")).ask("x", String.class)))
				.hasMessageContaining("there")
				.satisfies((failure) -> assertThat(failure.isTimedOut()).isFalse());
		}
	}

	@Test
	void whenPeerHasOthersAtItsSideThatWereNotAskedThenTheirAnswersAreIgnored() {
		try (ClusterClient alice = ClusterClient.open(one, "side");
				ClusterClient bob = ClusterClient.open(two, "side")) {
			CompletableFuture<String> answer = messaging.toPeer(id(bob), "side").ask("x", String.class, "?");
			awaitQuestions(bob, 1);
			long number = bob.heard("p2p:msg").get(0).getJSONObject(1).getLong("ack");
			assertThat(number).isBetween(1L, 0xffff_ffffL);
			alice.emit("p2p:msg", Map.of("room", "side", "to", "", "ack", number), JSONObject.NULL, "mine");
			alice.say("side", "mark");
			bob.listenUntil((client) -> client.texts().contains("mark"));
			assertThat(answer).isNotDone();
			bob.emit("p2p:msg", Map.of("room", "side", "to", "", "ack", number), JSONObject.NULL, "bob's");
			assertThat(answer).succeedsWithin(PATIENCE).isEqualTo("bob's");
		}
	}

	@Test
	void whenAskedPeerLeavesThenItIsNotWaitedFor() {
		try (ClusterClient alice = ClusterClient.open(one, "leave");
				ClusterClient bob = ClusterClient.open(two, "leave")) {
			CompletableFuture<Map<PeerId, String>> all = messaging.toRoom("leave").ask("x", String.class);
			CompletableFuture<String> single = messaging.toPeer(id(bob), "leave").ask("x", String.class);
			awaitQuestions(alice, 1);
			alice.answer("here");
			awaitQuestions(bob, 2);
			bob.leave();
			assertThat(all).succeedsWithin(PATIENCE).isEqualTo(Map.of(id(alice), "here"));
			assertThat(failure(single)).hasMessageContaining("left");
		}
	}

	@Test
	void whenAskedPeerGoesToAnotherServerThenItAnswersThere() {
		try (ClusterClient bob = ClusterClient.open(two, "wander")) {
			CompletableFuture<String> answer = messaging.toPeer(id(bob), "wander").ask("where", String.class);
			awaitQuestions(bob, 1);
			bob.lose();
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			bob.answer("at one");
			assertThat(answer).succeedsWithin(PATIENCE).isEqualTo("at one");
			CompletableFuture<String> lost = messaging.toPeer(id(bob), "wander").ask("where", String.class);
			bob.lose();
			CompletableFuture<String> other = messaging.toPeer(id(bob), "wander").ask("where", String.class);
			assertThat(bob.connect(two).getBoolean("resumed")).isTrue();
			awaitQuestions(bob, 3);
			bob.answer("at two");
			assertThat(other).succeedsWithin(PATIENCE).isEqualTo("at two");
			assertThat(lost).isNotDone();
			lost.cancel(false);
		}
	}

	@Test
	void whenNobodyAnswersThenTheTimeEnds() {
		try (ClusterClient bob = ClusterClient.open(two, "time")) {
			NotAnsweredException failure = failure(
					messaging.toRoom("time").timeout(Duration.ofMillis(300)).ask("x", String.class));
			assertThat(failure.isTimedOut()).isTrue();
			assertThat(failure.missing()).containsExactly(id(bob));
			Object[] binaries = IntStream.range(0, 11).mapToObj((i) -> new byte[1]).toArray();
			try (TestClient plain = TestClient.webSocket(one)) {
				assertThat(failure(messaging.toRoom("").ask("x", String.class, binaries)).missing())
					.containsExactly(id(plain));
			}
		}
	}

	@Test
	void whenServersAskAtTheSameTimeThenEachGetsTheAnswersToItsOwn() {
		try (ClusterClient bob = ClusterClient.open(two, "many")) {
			PeerMessagingTemplate other = one.bean(PeerMessagingTemplate.class);
			for (int i = 1; i < 50; i++) {
				CompletableFuture<Integer> first = messaging.toPeer(id(bob), "many").ask("x", Integer.class);
				awaitQuestions(bob, 2 * i - 1);
				CompletableFuture<Integer> second = other.toPeer(id(bob), "many").ask("x", Integer.class);
				awaitQuestions(bob, 2 * i);
				bob.answer(2 * i - 1, -i);
				bob.answer(2 * i - 2, i);
				assertThat(first).succeedsWithin(PATIENCE).isEqualTo(i);
				assertThat(second).succeedsWithin(PATIENCE).isEqualTo(-i);
			}
		}
	}

}
