package io.p2p.handler;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.support.SlowHandlers;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers of volatile events.
 */
class VolatileHandlerTests {

	private final TestServer server = TestServer.start(Handlers.class, SlowHandlers.class);

	private final TestClient alice = TestClient.libraryWebSocket(this.server, "r");

	private final TestClient bob = TestClient.libraryWebSocket(this.server, "r");

	@AfterEach
	void stop() {
		this.server.bean(SlowHandlers.class).release();
		this.alice.close();
		this.bob.close();
		this.server.close();
	}

	@Test
	void whenThereIsAHandlerThenItsResultIsRelayedInTheSameWay() {
		assertThat(send(1, "double", 21)).isEmpty();
		assertThat(this.bob.awaitEvent("p2p:volatile").subList(1, 3)).containsExactly("double", 42);
	}

	@Test
	void whenEventIsForTheServerAloneThenNobodyHearsIt() {
		assertThat(send(1, "server.only", "x")).isEmpty();
		assertThat(send(2, "double", 1)).isEmpty();
		this.bob.awaitEvent("p2p:volatile");
		assertThat(this.bob.heard("p2p:volatile")).hasSize(1);
		assertThat(this.server.bean(Handlers.class).heard).containsExactly("x");
	}

	@Test
	void whenHandlerRefusesThenTheSenderIsToldAndNobodyHearsIt() {
		assertThat(this.alice.ask("p2p:volatile", Map.of("room", "r", "n", 1), "refused").getString("code"))
			.isEqualTo("forbidden");
		assertThat(this.alice.ask("p2p:volatile", Map.of("room", "r", "n", 2), "many").getString("code"))
			.isEqualTo("too-large");
		assertThat(send(3, "double", 1)).isEmpty();
		this.bob.awaitEvent("p2p:volatile");
		assertThat(this.bob.heard("p2p:volatile")).hasSize(1);
	}

	@Test
	void whenHandlerIsBusyWithTheSenderThenThoseOfNoHandlerOvertakeAndOthersAreDropped() {
		this.alice.emit("p2p:msg", Map.of("room", "r"), "slow", 1);
		this.server.bean(SlowHandlers.class).awaitCalls(1);
		this.alice.emit("p2p:msg", Map.of("room", "r"), "text", 2);
		assertThat(send(1, "double", 3)).isEmpty();
		assertThat(send(2, "move", 4)).isEmpty();
		assertThat(this.bob.awaitEvent("p2p:volatile").subList(1, 3)).containsExactly("move", 4);
		assertThat(this.bob.heard("p2p:msg")).isEmpty();
		assertThat(this.server.bean(MessageRelay.class).counts().dropped()).isEqualTo(1);
		this.server.bean(SlowHandlers.class).release();
		this.bob.awaitTimes("p2p:msg", 2);
		assertThat(this.bob.heard("p2p:volatile")).hasSize(1);
	}

	private Object[] send(int number, String event, Object argument) {
		return this.alice.askAll("p2p:volatile", Map.of("room", "r", "n", number), event, argument);
	}

	static class Handlers {

		private final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@PeerMessageHandler("double")
		int twice(int number) {
			return 2 * number;
		}

		@PeerMessageHandler(event = "server.only", relay = false)
		String serverOnly(String text) {
			this.heard.add(text);
			return "answer";
		}

		@PeerMessageHandler("refused")
		void refused() {
			throw new RefusedException(ErrorCode.FORBIDDEN, "Not you");
		}

		@PeerMessageHandler("many")
		List<byte[]> many() {
			return Collections.nCopies(11, new byte[1]);
		}

	}

}
