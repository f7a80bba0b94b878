package io.p2p.socketio;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.RawClient;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Pages that say by a request of its own that they have gone, in the state in which long
 * polling happens to be.
 */
class FarewellTests {

	private static final String ROOM = "farewell";

	private static final String NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_";

	private static final String FAREWELL = "EIO=4&transport=polling&farewell=1";

	private static TestServer server;

	private final RawClient page = new RawClient(server);

	private TestClient alice;

	private String session;

	@BeforeAll
	static void start() {
		server = TestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void meet() {
		this.alice = TestClient.libraryWebSocket(server, ROOM);
		this.session = this.page.poll();
		this.page.post(this.session, """
				40{"p2p":{"session":"%s","joins":[{"room":"%s","webrtc":false}]}}""".formatted(NAME, ROOM));
		this.alice.awaitEvent("peer-connect");
		String heard = "";
		while (!heard.contains("p2p:joined")) {
			heard = this.page.get(this.session).body();
		}
	}

	@AfterEach
	void nobodyIsLeft() {
		this.alice.close();
		await().until(() -> server.bean(PeerNamespaceHandler.class).peers().isEmpty());
	}

	@Test
	void whenNoPollWaitsThenTheOthersHearOfItAtOnce() {
		assertThat(this.page.post(FAREWELL, NAME).statusCode()).isEqualTo(200);
		this.alice.awaitEvent("peer-disconnect");
	}

	@Test
	void whenPollWaitsThenTheOthersHearOfItWhenItIsAnswered() {
		CompletableFuture<?> poll = this.page.getLater(this.session);
		this.page.post(FAREWELL, NAME);
		this.alice.emit("p2p:msg", Map.of("room", ROOM), "chat");
		this.alice.awaitEvent("peer-disconnect");
		poll.join();
	}

	@Test
	void whenBodyIsComingThenWhatIsInItArrivesFirst() {
		try (RawConnection connection = RawConnection.open(server.port())) {
			String event = "42[\"p2p:msg\",{\"room\":\"%s\"},\"chat\"]".formatted(ROOM);
			connection.head("POST /socket.io/?" + this.session + " HTTP/1.1", "Host: localhost", "Expect: 100-continue",
					"Content-Length: " + event.length());
			// until the server has begun to take it
			assertThat(connection.response().status()).isEqualTo(100);
			connection.send(event.substring(0, 10));
			this.page.post(FAREWELL, NAME);
			connection.send(event.substring(10));
			this.alice.awaitEvent("peer-disconnect");
			assertThat(this.alice.order("p2p:msg", "peer-disconnect")).hasSize(2);
		}
	}

	@Test
	void whenSomebodyElseSaysItThenNobodyGoes() {
		assertThat(this.page.post(FAREWELL, NAME.toLowerCase(Locale.ROOT)).statusCode()).isEqualTo(200);
		this.page.post(this.session, "42[\"p2p:msg\",{\"room\":\"%s\"},\"chat\"]".formatted(ROOM));
		this.alice.awaitEvent("p2p:msg");
		assertThat(this.alice.heard("peer-disconnect")).isEmpty();
		this.page.post(FAREWELL, NAME);
		this.alice.awaitEvent("peer-disconnect");
	}

}
