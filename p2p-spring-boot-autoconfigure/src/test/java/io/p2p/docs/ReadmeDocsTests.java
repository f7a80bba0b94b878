package io.p2p.docs;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The handler of the README.
 */
class ReadmeDocsTests {

	@Test
	void whatIsSaidIsRelayedAndNothingIsRefused() {
		try (TestServer server = TestServer.start(ChatHandler.class);
				TestClient alice = TestClient.library(server, "kitchen");
				TestClient bob = TestClient.library(server, "kitchen")) {
			assertThat(
					alice.ask("p2p:msg", Map.of("room", "kitchen"), "peer-msg", Map.of("text", " ")).getString("code"))
				.isEqualTo("bad-request");
			alice.askAll("p2p:msg", Map.of("room", "kitchen"), "peer-msg", Map.of("text", "Hello"));
			assertThat(bob.awaitEvent("p2p:msg").get(2)).hasToString("{\"text\":\"Hello\"}");
		}
	}

}
