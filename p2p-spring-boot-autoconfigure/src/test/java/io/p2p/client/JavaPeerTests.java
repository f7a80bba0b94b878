package io.p2p.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Peers in Java, in rooms of a real server.
 */
class JavaPeerTests extends AbstractJavaPeerTests {

	@Test
	void whenTwoAreInARoomThenTheyKnowAndHearEachOther() {
		P2pPeer anna = join(P2pOptions.builder().room("kitchen").data(new Person("Anna")).build());
		P2pPeer ben = join(P2pOptions.builder().room("kitchen").data(new Person("Ben")).build());
		await().until(() -> anna.peers().size() == 1);
		assertThat(anna.peers().get(0).id()).isEqualTo(ben.id().orElseThrow());
		assertThat(ben.peers().get(0).data().path("name").asString()).isEqualTo("Anna");
		Queue<String> heard = texts(ben);
		anna.emit("text", "Hello");
		anna.to(ben.id().orElseThrow()).emit("text", "Ben");
		await().until(() -> heard.size() == 2);
		assertThat(heard).containsExactly("Hello", "Ben");
		ben.setData(new Person("Benjamin"));
		await().until(() -> anna.peers().get(0).data().path("name").asString().equals("Benjamin"));
		ben.close();
		await().until(() -> anna.peers().isEmpty());
	}

	@Test
	void whenArgumentsHaveTypesThenTheyAreReadAsThose() {
		P2pPeer anna = join("types");
		P2pPeer ben = join("types");
		List<Object> heard = Collections.synchronizedList(new ArrayList<>());
		ben.on("photo", (event) -> {
			heard.add(event.argument(0, Photo.class));
			heard.add(event.argument(1, byte[].class));
			heard.add(event.argument(2, Integer.class));
			heard.add(event.size());
		});
		anna.emit("photo", new Photo("sea", new byte[] { 1, 2, 3 }), new byte[] { 4 }, 7);
		await().until(() -> heard.size() == 4);
		Photo photo = (Photo) heard.get(0);
		assertThat(photo.name()).isEqualTo("sea");
		assertThat(photo.bytes()).containsExactly(1, 2, 3);
		assertThat((byte[]) heard.get(1)).containsExactly(4);
		assertThat(heard.subList(2, 4)).containsExactly(7, 3);
	}

	@Test
	void whenTypesArePrimitiveThenTheyAreReadAsWell() {
		P2pPeer anna = join("primitives");
		P2pPeer ben = join("primitives");
		ben.answer("add", int.class, (number, sender) -> number + 1);
		assertThat(anna.to(ben.id().orElseThrow()).ask("add", int.class, 41)).succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo(42);
		assertThat(anna.ask("add", double.class, 41)).succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo(Map.of(ben.id().orElseThrow(), 42.0));
	}

	@Test
	void whenArgumentIsOfAnotherTypeThenThatIsTold() {
		P2pPeer anna = join("mismatch");
		P2pPeer ben = join("mismatch");
		Queue<P2pException> failures = failures(ben);
		ben.on("person", Person.class, (person, sender) -> {
		});
		Queue<String> heard = texts(ben);
		anna.emit("person", List.of(1));
		anna.emit("text", "after it");
		await().until(() -> !heard.isEmpty());
		assertThat(failures).singleElement().satisfies((failure) -> {
			assertThat(failure.code()).isEqualTo("bad-message");
			assertThat(failure.peerId()).isEqualTo(anna.id());
			assertThat(failure.event()).contains("person");
		});
	}

	@Test
	void whenOneAsksThenItGetsTheAnswers() throws Exception {
		P2pPeer anna = join("questions");
		P2pPeer ben = join("questions");
		P2pPeer cleo = join("questions");
		ben.answer("add", Integer.class, (number, sender) -> number + 1);
		cleo.answer("add", Integer.class, (number, sender) -> CompletableFuture.supplyAsync(() -> number + 2));
		await().until(() -> anna.peers().size() == 2);
		assertThat(anna.to(ben.id().orElseThrow()).ask("add", Integer.class, 1).get(20, TimeUnit.SECONDS)).isEqualTo(2);
		assertThat(anna.ask("add", Integer.class, 5).get(20, TimeUnit.SECONDS))
			.isEqualTo(Map.of(ben.id().orElseThrow(), 6, cleo.id().orElseThrow(), 7));
	}

	@Test
	void whenNobodyAnswersThenTheTimeEnds() {
		P2pPeer anna = join("silence");
		P2pPeer ben = join("silence");
		await().until(() -> anna.peers().size() == 1);
		CompletableFuture<?> answer = anna.timeout(Duration.ofMillis(50)).ask("anybody", String.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(P2pException.class)
			.satisfies((failure) -> assertThat(((P2pException) failure.getCause()).peerIds())
				.containsExactly(ben.id().orElseThrow()));
		Queue<String> asked = new ConcurrentLinkedQueue<>();
		ben.on("anybody", (event) -> asked.add("heard"));
		CompletableFuture<?> late = anna.to(ben.id().orElseThrow()).ask("anybody", String.class);
		// the server does not know ben any more when the leaving overtakes the question
		await().until(() -> !asked.isEmpty());
		ben.leave();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> late.get(20, TimeUnit.SECONDS))
			.satisfies((failure) -> assertThat(((P2pException) failure.getCause()).code()).isEqualTo("not-answered"));
	}

	@Test
	void whenClientIsInSeveralRoomsThenItHasOneIdAndTheRoomsAreApart() {
		P2pPeer kitchen = join("room one");
		P2pPeer garden = kitchen.join(P2pOptions.room("room two"));
		assertThat(garden.joined()).succeedsWithin(Duration.ofSeconds(20));
		assertThat(garden.id()).isEqualTo(kitchen.id());
		assertThatIllegalStateException().isThrownBy(() -> kitchen.join(P2pOptions.room("room one")));
		P2pPeer ben = join("room two");
		Queue<String> inKitchen = texts(kitchen);
		Queue<String> inGarden = texts(garden);
		ben.emit("text", "to the garden");
		await().until(() -> !inGarden.isEmpty());
		assertThat(inKitchen).isEmpty();
		garden.leave();
		await().until(() -> ben.peers().isEmpty());
		assertThat(kitchen.id()).isPresent();
		P2pPeer again = kitchen.join(P2pOptions.room("room two"));
		assertThat(again.joined()).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void whenPlainClientIsThereThenItTakesPart() {
		try (TestClient plain = TestClient.webSocket(server)) {
			P2pPeer anna = join("");
			await().until(() -> anna.peers().size() == 1);
			assertThat(anna.peers().get(0).plain()).isTrue();
			Queue<String> heard = texts(anna);
			plain.emit("text", "Hello");
			await().until(() -> !heard.isEmpty());
			anna.emit("text", "Hello, plain one");
			plain.awaitEvent("text");
		}
	}

	@Test
	void whenListenerFailsThenNobodyElseIsDisturbed() {
		P2pPeer anna = join("failing");
		P2pPeer ben = join("failing");
		ben.on("text", (event) -> {
			throw new IllegalStateException("of a test");
		});
		Queue<String> heard = texts(ben);
		anna.emit("text", "one");
		anna.emit("text", "two");
		await().until(() -> heard.size() == 2);
	}

	@Test
	void whenServerIsNotThereThenThatIsToldAndTheClientGoesOnTrying() {
		P2pPeer peer = P2pConnection.to(URI.create("http://127.0.0.1:1"))
			.reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(10))
			.open()
			.join(P2pOptions.room("nowhere"));
		Queue<P2pException> failures = failures(peer);
		await().until(() -> !failures.isEmpty());
		assertThat(failures.peek().code()).isEqualTo("connect-failed");
		assertThat(peer.joined()).isNotDone();
		peer.close();
		assertThat(peer.joined()).failsWithin(Duration.ofSeconds(20));
	}

	@Test
	void badArgumentsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> P2pConnection.to(URI.create("localhost:8080")))
			.withMessageContaining("no address of a server");
		assertThatIllegalArgumentException().isThrownBy(() -> P2pOptions.room("x".repeat(129)));
		P2pPeer anna = join("arguments");
		assertThatIllegalArgumentException().isThrownBy(() -> anna.emit("p2p:msg"));
		assertThatIllegalArgumentException().isThrownBy(() -> anna.to(""));
		assertThatIllegalArgumentException().isThrownBy(() -> anna.setData("x".repeat(17_000)));
		assertThatIllegalArgumentException().isThrownBy(() -> anna.timeout(Duration.ZERO));
	}

	record Person(String name) {

	}

	@SuppressWarnings("ArrayRecordComponent") // never compared
	record Photo(String name, byte[] bytes) {

	}

}
