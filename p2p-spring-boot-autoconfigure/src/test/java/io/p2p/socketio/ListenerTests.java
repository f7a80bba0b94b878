package io.p2p.socketio;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.IO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.peer.RefusedException;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application's listeners may take their time.
 */
class ListenerTests {

	private final CountDownLatch released = new CountDownLatch(1);

	private TestServer server;

	private SocketIOServer netty;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.server.connect-timeout=1s");
		this.netty = this.server.bean(SocketIOServer.class);
		this.netty.addEventListener("block", String.class, (client, data, ack) -> hold(this.released));
	}

	@AfterEach
	void stop() {
		this.released.countDown();
		this.server.close();
	}

	@Test
	void whenListenerBlocksThenTheRelayGoesOn() {
		List<TestClient> clients = new ArrayList<>();
		try {
			// more than there are event loops
			IntStream.range(0, 8).forEach((i) -> clients.add(TestClient.plain(this.server)));
			TestClient alice = clients.get(0);
			alice.emit("block", "x");
			clients.forEach((client) -> assertThat(client.askAll("chat", "from " + client.id())).isEmpty());
			clients.subList(1, 8).forEach((client) -> client.awaitTimes("chat", 7));
			assertThat(this.released.getCount()).isEqualTo(1);
		}
		finally {
			clients.forEach(TestClient::close);
		}
	}

	@Test
	void whenClientSendsManyThenItsListenersAreCalledInOrder() {
		Queue<Integer> heard = new ConcurrentLinkedQueue<>();
		this.netty.addEventListener("n", Integer.class, (client, number, ack) -> heard.add(number));
		try (TestClient alice = TestClient.plain(this.server)) {
			alice.emit("block", "x");
			IntStream.range(0, 200).forEach((i) -> alice.emit("n", i));
			assertThat(heard).isEmpty();
			this.released.countDown();
			await().untilAsserted(
					() -> assertThat(heard).containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList()));
		}
	}

	@Test
	void whenManyEventsWaitThenTheirSenderIsHeldUpAndNothingIsLost() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		this.netty.addEventListener("n", Integer.class, (client, number, ack) -> heard.add(number));
		try (TestClient alice = TestClient.plain(this.server); TestClient bob = TestClient.plain(this.server)) {
			alice.emit("block", "x");
			IntStream.range(0, 5_000).forEach((i) -> alice.emit("n", i));
			assertThat(bob.askAll("chat")).isEmpty();
			assertThat(heard).isEmpty();
			this.released.countDown();
			await().untilAsserted(() -> assertThat(heard).hasSize(5_000));
			assertThat(heard).containsExactlyElementsOf(IntStream.range(0, 5_000).boxed().toList());
			bob.awaitTimes("n", 5_000);
		}
	}

	@Test
	void whenManyBytesWaitThenTheirSenderIsHeldUpAndNothingIsLost() {
		AtomicInteger heard = new AtomicInteger();
		this.netty.addEventListener("n", String.class, (client, text, ack) -> heard.incrementAndGet());
		RawClient raw = new RawClient(this.server);
		String session = raw.poll();
		raw.post(session, "40");
		raw.get(session);
		raw.post(session, "42[\"block\",\"x\"]");
		String event = "42[\"n\",\"" + "x".repeat(900_000) + "\"]";
		assertThat(raw.post(session, event).body()).isEqualTo("ok");
		CompletableFuture<HttpResponse<String>> held = raw.postLater(session, event);
		assertThat(held).isNotDone();
		this.released.countDown();
		assertThat(held.join().body()).isEqualTo("ok");
		await().untilAsserted(() -> assertThat(heard).hasValue(2));
	}

	@Test
	void whenAuthenticationBlocksThenOnlyItsClientWaitsAndNotForEver() {
		SocketIONamespace custom = this.netty.addNamespace("/custom");
		custom.addAuthTokenListener((auth, client) -> {
			if (((Map<?, ?>) auth).containsKey("slow")) {
				hold(this.released);
			}
			return AuthTokenResult.AuthTokenResultSuccess;
		});
		Queue<String> connected = new ConcurrentLinkedQueue<>();
		custom.addConnectListener((client) -> connected.add(client.getSessionId().toString()));
		RawClient.Socket slow = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
		slow.next();
		slow.send("40/custom,{\"slow\":true}");
		try (TestClient quick = TestClient.connect(this.server, "/custom", new IO.Options())) {
			slow.awaitClose();
			this.released.countDown();
			await().untilAsserted(() -> assertThat(connected).containsExactly(quick.id()));
			assertThat(custom.getAllClients()).hasSize(1);
		}
	}

	@Test
	void whenListenerFailsWithAnErrorThenTheClientsLaterEventsAreHeard() {
		this.netty.addEventListener("fail", String.class, (client, text, ack) -> {
			throw new AssertionError("a fault of the application");
		});
		this.netty.addEventListener("n", Integer.class, (client, number, ack) -> ack.sendAckData("heard"));
		try (TestClient alice = TestClient.plain(this.server)) {
			alice.emit("fail", "x");
			assertThat(alice.askAll("n", 1)).containsExactly("heard");
		}
	}

	@Test
	void whenAListenerFailsWithoutAnAnswerThenWhoeverAskedIsTold() {
		this.netty.addNamespace("/other").addEventListener("throws", String.class, (client, text, ack) -> {
			throw new IOException("a fault of the application");
		});
		this.netty.addEventListener("throws", String.class, (client, text, ack) -> {
			throw new IllegalStateException("a fault of the application");
		});
		this.netty.addEventListener("error", String.class, (client, text, ack) -> {
			throw new AssertionError("a fault of the application");
		});
		this.netty.addEventListener("refuses", String.class, (client, text, ack) -> {
			throw new RefusedException("no-room", "There is no room");
		});
		this.netty.addEventListener("many", String.class,
				(client, text, ack) -> ack.sendAckData((Object[]) new byte[11][1]));
		this.netty.addEventListener("answers", String.class, (client, text, ack) -> {
			ack.sendAckData("answer");
			throw new IllegalStateException("too late to be told");
		});
		try (TestClient alice = TestClient.plain(this.server);
				TestClient bob = TestClient.connect(this.server, "/other", new IO.Options())) {
			for (String event : List.of("throws", "error", "many")) {
				assertThat(alice.ask(event, "x").toMap()).as(event)
					.containsEntry("code", "handler-failed")
					.containsEntry("message", "The server's listener did not take the event");
			}
			assertThat(bob.ask("throws", "x").getString("code")).isEqualTo("handler-failed");
			assertThat(alice.ask("refuses", "x").toMap()).containsEntry("code", "no-room")
				.containsEntry("message", "There is no room");
			alice.emit("throws", "x");
			assertThat(alice.askAll("answers", "x")).containsExactly("answer");
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenAnAnswerCannotBeWrittenThenItsListenerHearsOfThatAndMayGiveAnother() {
		this.netty.addEventListener("careful", String.class, (client, text, ack) -> {
			try {
				ack.sendAckData(new Unwritable());
			}
			catch (RuntimeException ex) {
				ack.sendAckData("another");
			}
		});
		this.netty.addEventListener("careless", String.class, (client, text, ack) -> ack.sendAckData(new Unwritable()));
		try (TestClient alice = TestClient.plain(this.server)) {
			assertThat(alice.askAll("careful", "x")).containsExactly("another");
			assertThat(alice.ask("careless", "x").getString("code")).isEqualTo("handler-failed");
		}
	}

	private static void hold(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What no mapper can write.
	 */
	public static class Unwritable {

		public String getValue() {
			throw new IllegalStateException("not known yet");
		}

	}

}
