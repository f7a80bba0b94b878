package io.p2p.socketio;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import org.json.JSONObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.RawClient;
import io.p2p.support.RawConnection;
import io.p2p.support.SessionClient;
import io.p2p.support.SlowHandlers;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that lets its clients finish before it stops.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("alone") // shutdowns have their time
@SuppressWarnings("try") // what is opened there, or closed early, is the point
class GracefulShutdownTests {

	private static final String GRACEFUL = "p2p.server.shutdown=graceful";

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenHandlersAreUnderWayThenTheirEventsArriveAndAreAcknowledgedBeforeConnectionsEnd(boolean virtual) {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL,
				"spring.threads.virtual.enabled=" + virtual);
				TestClient alice = TestClient.libraryWebSocket(server, "room");
				TestClient bob = TestClient.library(server, "room");
				TestClient carol = TestClient.plain(server)) {
			SlowHandlers handlers = server.bean(SlowHandlers.class);
			AtomicInteger acknowledged = new AtomicInteger();
			// the second waits for the first, and meets an executor that is about to
			// close
			for (int i = 0; i < 2; i++) {
				alice.socket()
					.emit("p2p:msg", JSONObject.wrap(Map.of("room", "room")), "slow",
							(Ack) (answer) -> acknowledged.incrementAndGet());
			}
			carol.emit("slow");
			handlers.awaitCalls(2);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
			await().until(() -> server.bean(P2pServer.class).isDraining());
			assertThat(bob.heard("disconnect")).isEmpty();
			handlers.release();
			closed.orTimeout(20, TimeUnit.SECONDS).join();
			assertThat(handlers.finished()).isEqualTo(3);
			assertThat(bob.heard("p2p:msg")).hasSize(2);
			assertThat(acknowledged).hasValue(2);
			for (TestClient client : List.of(alice, bob, carol)) {
				assertThat(client.awaitEvent("disconnect").toString()).startsWith("[transport ");
			}
		}
	}

	@Test
	void whenServerDrainsThenNewClientsAreRefusedForAWhileAndThoseThereMayStillPoll() {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL);
				TestClient alice = TestClient.plain(server)) {
			RawClient raw = new RawClient(server);
			String polling = raw.poll();
			raw.post(polling, "40");
			raw.get(polling);
			CompletableFuture<Void> closed = drain(server, alice);
			await().untilAsserted(() -> {
				HttpResponse<String> refused = raw.get("EIO=4&transport=polling", "Origin", server.url());
				assertThat(refused.statusCode()).isEqualTo(503);
				assertThat(refused.headers().firstValue("Retry-After")).contains("5");
				assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains(server.url());
				assertThat(refused.body()).contains("shutting down");
			});
			try (RawConnection connection = RawConnection.open(server.port())) {
				connection.head("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
						RawConnection.UPGRADE.toArray(String[]::new));
				assertThat(connection.response().status()).isEqualTo(503);
			}
			CompletableFuture<HttpResponse<String>> poll = raw.getLater(polling);
			server.bean(SlowHandlers.class).release();
			assertThat(poll.join().body()).contains("slow");
			assertThat(raw.get(polling).body()).isEqualTo("1");
			closed.orTimeout(20, TimeUnit.SECONDS).join();
		}
	}

	@Test
	void whenServerDrainsThenPeersAreToldWhichOfTheirEventsHaveCome() {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL);
				TestClient bob = TestClient.library(server, "room");
				TestClient carol = TestClient.plain(server)) {
			SessionClient alice = SessionClient.open(server, "room");
			for (int i = 0; i < 3; i++) {
				alice.emit("p2p:msg", Map.of("room", "room"), "chat", i);
			}
			bob.awaitTimes("p2p:msg", 3);
			CompletableFuture<Void> closed = drain(server, carol);
			await().until(() -> server.bean(PeerNamespaceHandler.class).isDraining());
			alice.emit("p2p:msg", Map.of("room", "room"), "chat", "late");
			server.bean(SlowHandlers.class).release();
			alice.awaitClose();
			closed.orTimeout(20, TimeUnit.SECONDS).join();
			assertThat(alice.lastConfirmation()).isEqualTo(3);
			assertThat(bob.heard("p2p:msg")).hasSize(3);
		}
	}

	@Test
	void whenServerDrainsThenTheAnswersToEarlierQuestionsStillCome() {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL);
				TestClient alice = TestClient.library(server, "room");
				TestClient bob = TestClient.library(server, "room");
				TestClient carol = TestClient.plain(server)) {
			alice.emit("p2p:msg", Map.of("room", "room", "ack", 1), "question");
			bob.awaitEvent("p2p:msg");
			CompletableFuture<Void> closed = drain(server, carol);
			await().until(() -> server.bean(PeerNamespaceHandler.class).isDraining());
			bob.emit("p2p:msg", Map.of("room", "room", "to", alice.id(), "ack", 1), null, "answer");
			assertThat(alice.awaitEvent("p2p:msg")).contains("answer");
			server.bean(SlowHandlers.class).release();
			closed.orTimeout(20, TimeUnit.SECONDS).join();
		}
	}

	@Test
	void whenListenerIsUnderWayThenItsAcknowledgementArrives() {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL);
				TestClient alice = TestClient.plain(server)) {
			SlowHandlers handlers = server.bean(SlowHandlers.class);
			server.bean(SocketIOServer.class).addEventListener("listened", String.class, (client, data, ack) -> {
				handlers.slow();
				ack.sendAckData("done");
			});
			CompletableFuture<Object[]> answer = CompletableFuture.supplyAsync(() -> alice.askAll("listened", "x"));
			handlers.awaitCalls(1);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
			await().until(() -> server.bean(P2pServer.class).isDraining());
			handlers.release();
			assertThat(answer.join()).containsExactly("done");
			closed.orTimeout(20, TimeUnit.SECONDS).join();
		}
	}

	@Test
	void whenMuchWaitsForAReaderThenAllOfItArrives() {
		String line = "x".repeat(10_000);
		try (TestServer server = TestServer.start(GRACEFUL);
				TestClient alice = TestClient.webSocket(server);
				TestClient bob = TestClient.webSocket(server)) {
			for (int i = 0; i < 500; i++) {
				alice.emit("chat", line);
			}
			alice.askAll("last");
			server.close();
			bob.awaitEvent("disconnect");
			assertThat(bob.heard("chat")).hasSize(500);
		}
	}

	@Test
	void whenServerIsRestartedThenClientsComeBackByThemselves() throws Exception {
		Socket client;
		int port;
		try (TestServer server = TestServer.start(GRACEFUL)) {
			port = server.port();
			client = IO.socket(server.url());
			client.connect();
			await().until(client::connected);
			String id = client.id();
			CompletableFuture<Void> gone = new CompletableFuture<>();
			client.once(Socket.EVENT_DISCONNECT, (reason) -> gone.complete(null));
			server.close();
			gone.orTimeout(30, TimeUnit.SECONDS).join();
			try (TestServer next = TestServer.start(GRACEFUL, "p2p.server.port=" + port);
					TestClient other = TestClient.plain(next)) {
				await().atMost(Duration.ofSeconds(20)).until(client::connected);
				assertThat(client.id()).isNotEqualTo(id);
				client.emit("chat", "again");
				assertThat(other.awaitEvent("chat")).containsExactly("again");
				client.close();
			}
		}
	}

	@Test
	void whenHandlerNeverEndsThenTheTimeoutCutsItOff() {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL,
				"spring.lifecycle.timeout-per-shutdown-phase=1s"); TestClient alice = TestClient.plain(server)) {
			SlowHandlers handlers = server.bean(SlowHandlers.class);
			alice.emit("slow");
			handlers.awaitCalls(1);
			Instant begin = Instant.now();
			close(server);
			assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(700));
			await().untilAsserted(() -> assertThat(handlers.interrupted()).isEqualTo(1));
			// and not "io server disconnect", after which clients do not come back
			assertThat(alice.awaitEvent("disconnect").toString()).startsWith("[transport ");
		}
	}

	@Test
	void whenClientsAreIdleThenStoppingTakesNoTime() {
		try (TestServer server = TestServer.start(GRACEFUL, "spring.lifecycle.timeout-per-shutdown-phase=60s");
				TestClient alice = TestClient.webSocket(server);
				TestClient bob = TestClient.plain(server);
				RawConnection silent = RawConnection.open(server.port())) {
			SessionClient carol = SessionClient.open(server, "room");
			carol.lose();
			close(server);
			alice.awaitEvent("disconnect");
			bob.awaitEvent("disconnect");
			silent.awaitEnd();
		}
	}

	@Test
	void whenShutdownIsImmediateThenNobodyIsWaitedFor() {
		try (TestServer server = TestServer.start(SlowHandlers.class, "p2p.server.shutdown=immediate",
				"spring.lifecycle.timeout-per-shutdown-phase=60s"); TestClient alice = TestClient.plain(server)) {
			SlowHandlers handlers = server.bean(SlowHandlers.class);
			alice.emit("slow");
			handlers.awaitCalls(1);
			close(server);
			assertThat(handlers.finished()).isEqualTo(0);
		}
	}

	@Test
	void whenServerIsStoppedAtOnceWhileItDrainsThenTheDrainEnds() {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL);
				TestClient alice = TestClient.plain(server)) {
			P2pServer p2p = server.bean(P2pServer.class);
			CompletableFuture<Void> closed = drain(server, alice);
			p2p.stop();
			closed.orTimeout(5, TimeUnit.SECONDS).join();
			assertThat(p2p.isRunning()).isFalse();
		}
	}

	@Test
	void whenServerIsStartedAgainThenClientsGetIn(CapturedOutput output) {
		try (TestServer server = TestServer.start(SlowHandlers.class, GRACEFUL,
				"spring.lifecycle.timeout-per-shutdown-phase=500ms")) {
			P2pServer p2p = server.bean(P2pServer.class);
			TestClient alice = TestClient.plain(server);
			alice.emit("slow");
			server.bean(SlowHandlers.class).awaitCalls(1);
			for (int i = 0; i < 2; i++) {
				CompletableFuture<Void> stopped = new CompletableFuture<>();
				p2p.stop(() -> stopped.complete(null));
				stopped.orTimeout(30, TimeUnit.SECONDS).join();
				p2p.start();
				try (TestClient bob = TestClient.plain(server)) {
					bob.askAll("chat");
				}
			}
			// what was cut off is not waited for a second time
			assertThat(output.getOut().split("some handlers have not come to an end", -1)).hasSize(2);
			server.bean(SlowHandlers.class).release();
		}
	}

	// which takes less than any timeout that there is
	private static void close(TestServer server) {
		CompletableFuture.runAsync(server::close).orTimeout(20, TimeUnit.SECONDS).join();
	}

	// until its handler is released
	private static CompletableFuture<Void> drain(TestServer server, TestClient client) {
		client.emit("slow");
		server.bean(SlowHandlers.class).awaitCalls(1);
		P2pServer p2p = server.bean(P2pServer.class);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
		await().until(p2p::isDraining);
		return closed;
	}

}
