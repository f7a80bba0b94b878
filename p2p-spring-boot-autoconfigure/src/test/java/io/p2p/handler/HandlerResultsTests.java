package io.p2p.handler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.json.JSONArray;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of events by what their handlers return. One thread is enough for all.
 */
class HandlerResultsTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Handlers.class, "p2p.handler.threads=1");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenThereIsNoResultThenTheEventIsRelayedAsItCame() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			for (String event : List.of("void", "null", "empty", "empty-mono", "empty-future")) {
				assertThat(alice.askAll(event, "x", 2)).isEmpty();
				assertThat(bob.awaitEvent(event)).containsExactly("x", 2);
			}
		}
	}

	@Test
	void whenThereIsAResultThenItReplacesTheArgumentsThatAreRelayed() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			for (String event : List.of("value", "some", "future", "mono")) {
				assertThat(alice.askAll(event, "x", 2)).isEmpty();
				assertThat(bob.awaitEvent(event)).containsExactly("x!");
			}
			alice.askAll("flux", "x");
			assertThat(((JSONArray) bob.awaitEvent("flux").get(0)).toList()).containsExactly("x", "x");
			alice.askAll("raw", "x", 2);
			assertThat(bob.awaitEvent("raw")).containsExactly("x", 2);
		}
	}

	@Test
	void whenAPromiseFailsThenTheRelayIsStoppedAndTheSenderIsTold() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			assertThat(alice.ask("failing-future").toMap())
				.isEqualTo(Map.of("code", "no-luck", "message", "Not today"));
			assertThat(alice.ask("failing-mono").getString("code")).isEqualTo("handler-failed");
			alice.askAll("void");
			bob.awaitEvent("void");
			assertThat(bob.heard("failing-future")).isEmpty();
			assertThat(bob.heard("failing-mono")).isEmpty();
		}
	}

	@Test
	void whenEventIsForTheServerAloneThenAPlainPeerGetsTheResultAsItsAcknowledgement() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			assertThat(alice.askAll("ask", "x")).containsExactly("x?");
			assertThat(alice.ask("ask-record", "x").toMap()).isEqualTo(Map.of("text", "x"));
			assertThat((byte[]) alice.askAll("ask-bytes")[0]).containsExactly(1, 2);
			assertThat(alice.askAll("ask-void")).isEmpty();
			assertThat(alice.askAll("ask-future")).containsExactly("later");
			assertThat(alice.askAll("ask-mono")).containsExactly("mono");
			assertThat(((JSONArray) alice.askAll("ask-flux")[0]).toList()).containsExactly(1, 2, 3);
			alice.emit("ask", "nobody waits");
			alice.askAll("void");
			bob.awaitEvent("void");
			assertThat(bob.heard("ask")).isEmpty();
		}
	}

	@Test
	void whenALibraryPeerAsksAPeerThenTheServerAnswersInItsPlace() {
		try (TestClient alice = TestClient.library(server, "one"); TestClient bob = TestClient.library(server, "one")) {
			alice.emit("p2p:msg", Map.of("room", "one", "to", bob.id(), "ack", 7), "ask", "x");
			List<Object> answer = alice.awaitEvent("p2p:msg");
			assertThat(((JSONObject) answer.get(0)).toMap())
				.isEqualTo(Map.of("room", "one", "from", bob.id(), "ack", 7));
			assertThat(answer.subList(1, answer.size())).containsExactly(null, "x?");
			assertThat(bob.heard("p2p:msg")).isEmpty();
		}
	}

	@Test
	void whenALibraryPeerAsksTheRoomThenTheServerAnswersInThePlaceOfEachWhoWasAsked() {
		try (TestClient alice = TestClient.library(server, "all");
				TestClient bob = TestClient.library(server, "all");
				TestClient carol = TestClient.library(server, "all");
				TestClient linked = TestClient.library(server, "all")) {
			alice.emit("p2p:msg", Map.of("room", "all", "skip", List.of(linked.id()), "ack", 8), "ask", "x");
			alice.awaitTimes("p2p:msg", 2);
			assertThat(alice.heard("p2p:msg")).extracting((answer) -> ((JSONObject) answer.get(0)).getString("from"))
				.containsExactlyInAnyOrder(bob.id(), carol.id());
			assertThat(alice.heard("p2p:msg")).allSatisfy((answer) -> assertThat(answer.get(2)).isEqualTo("x?"));
		}
	}

	@Test
	void whenALibraryPeerIsRefusedAnAnswerThenItLearnsWhichQuestionItWas() {
		try (TestClient alice = TestClient.library(server, "no"); TestClient bob = TestClient.library(server, "no")) {
			alice.emit("p2p:msg", Map.of("room", "no", "to", bob.id(), "ack", 9), "ask-failing");
			assertThat(((JSONObject) alice.awaitEvent("peer-error").get(0)).toMap()).containsEntry("ack", 9)
				.containsEntry("code", "no-luck");
		}
	}

	@Test
	void whenALibraryPeerAsksOnItsSocketThenItAsksTheServerWhoeverIsInTheRoom() {
		try (TestClient alice = TestClient.library(server, "alone"); TestClient bob = TestClient.library(server)) {
			assertThat(alice.askAll("ask", "x")).containsExactly("x?");
			assertThat(alice.askAll("ask-room")).containsExactly("alone");
			assertThat(alice.ask("ask-failing").getString("code")).isEqualTo("no-luck");
			assertThat(bob.ask("ask-room").getString("code")).isEqualTo("not-a-member");
			alice.ask("p2p:join", Map.of("room", "second", "webrtc", true));
			assertThat(alice.ask("ask-room").getString("code")).isEqualTo("not-a-member");
			// is not for the server alone, and so for nobody here
			alice.emit("void", "x");
			alice.askAll("ask", "y");
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenManyResultsArePendingThenNoThreadIsHeldAndEachSendersLaterEventsWait() {
		List<TestClient> clients = IntStream.range(0, 10).mapToObj((i) -> TestClient.plain(server)).toList();
		try (TestClient other = TestClient.plain(server)) {
			List<CompletableFuture<Object>> answers = clients.stream().map((client) -> {
				CompletableFuture<Object> answer = new CompletableFuture<>();
				client.socket().emit("pending", new Object[0], (arguments) -> answer.complete(arguments[0]));
				client.emit("void", client.id());
				return answer;
			}).toList();
			assertThat(other.askAll("ask", "x")).containsExactly("x?");
			assertThat(other.heard("void")).isEmpty();
			assertThat(answers).noneMatch(CompletableFuture::isDone);
			server.bean(Handlers.class).pending.complete("done");
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.join()).isEqualTo("done"));
			other.awaitTimes("void", 10);
		}
		finally {
			clients.forEach(TestClient::close);
		}
	}

	record Text(String text) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private final CompletableFuture<String> pending = new CompletableFuture<>();

		@PeerMessageHandler("void")
		void nothing() {
		}

		@PeerMessageHandler("null")
		@Nullable String none() {
			return null;
		}

		@PeerMessageHandler("empty")
		Optional<String> empty() {
			return Optional.empty();
		}

		@PeerMessageHandler("empty-mono")
		Mono<String> emptyMono() {
			return Mono.empty();
		}

		@PeerMessageHandler("empty-future")
		CompletableFuture<Void> emptyFuture() {
			return CompletableFuture.runAsync(() -> {
			});
		}

		@PeerMessageHandler("value")
		String value(String text) {
			return text + "!";
		}

		@PeerMessageHandler("some")
		Optional<String> some(String text) {
			return Optional.of(text + "!");
		}

		@PeerMessageHandler("future")
		CompletableFuture<String> future(String text) {
			return CompletableFuture.supplyAsync(() -> text + "!");
		}

		@PeerMessageHandler("mono")
		Mono<String> mono(String text) {
			return Mono.fromFuture(CompletableFuture.supplyAsync(() -> text + "!"));
		}

		@PeerMessageHandler("flux")
		Flux<String> flux(String text) {
			return Flux.just(text, text);
		}

		@PeerMessageHandler("raw")
		RawMessage raw(RawMessage message) {
			return message;
		}

		@PeerMessageHandler("failing-future")
		CompletableFuture<String> failingFuture() {
			return CompletableFuture.supplyAsync(() -> {
				throw new RefusedException("no-luck", "Not today");
			});
		}

		@PeerMessageHandler("failing-mono")
		Mono<String> failingMono() {
			return Mono.error(new IllegalStateException("secret"));
		}

		@PeerMessageHandler(event = "ask", relay = false)
		String ask(String text) {
			return text + "?";
		}

		@PeerMessageHandler(event = "ask-record", relay = false)
		Text askRecord(String text) {
			return new Text(text);
		}

		@PeerMessageHandler(event = "ask-bytes", relay = false)
		byte[] askBytes() {
			return new byte[] { 1, 2 };
		}

		@PeerMessageHandler(event = "ask-void", relay = false)
		void askVoid(Peer peer) {
		}

		@PeerMessageHandler(event = "ask-future", relay = false)
		CompletableFuture<String> askFuture() {
			return CompletableFuture.supplyAsync(() -> "later");
		}

		@PeerMessageHandler(event = "ask-mono", relay = false)
		Mono<String> askMono() {
			return Mono.just("mono");
		}

		@PeerMessageHandler(event = "ask-flux", relay = false)
		Flux<Integer> askFlux() {
			return Flux.range(1, 3);
		}

		@PeerMessageHandler(event = "ask-failing", relay = false)
		String askFailing() {
			throw new RefusedException("no-luck", "Not today");
		}

		@PeerMessageHandler(event = "ask-room", relay = false)
		String askRoom(Room room) {
			return room.name();
		}

		@PeerMessageHandler(event = "pending", relay = false)
		CompletableFuture<String> pending() {
			return this.pending;
		}

	}

}
