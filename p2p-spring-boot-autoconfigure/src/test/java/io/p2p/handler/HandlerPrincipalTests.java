package io.p2p.handler;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayOutcome;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class HandlerPrincipalTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Handlers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenSenderIsNobodyThenAPrincipalIsRefusedUnlessItIsOptional() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("principal").getString("code")).isEqualTo("forbidden");
			assertThat(alice.askAll("optional-principal")).containsExactly("nobody");
		}
	}

	@Test
	void whenSenderHasAPrincipalOfThatTypeThenTheHandlerGetsIt() {
		PeerMessageDispatcher dispatcher = server.bean(PeerMessageDispatcher.class);
		RawMessage message = new RawMessage("principal", new byte[] { '[', ']' }, List.of());
		assertThat(dispatcher.onMessage(new StubPeer("p1", new Named("alice")), null, message, 0).toCompletableFuture())
			.succeedsWithin(Duration.ofSeconds(30))
			.isInstanceOfSatisfying(RelayOutcome.Answered.class,
					(answered) -> assertThat(answered.answer().arguments()).asString().isEqualTo("[\"alice\"]"));
		assertThat(dispatcher.onMessage(new StubPeer("p2", () -> "other"), null, message, 0).toCompletableFuture())
			.failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOfSatisfying(RefusedException.class,
					(refusal) -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
	}

	record Named(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@PeerMessageHandler(event = "principal", relay = false)
		String principal(Named principal) {
			return principal.getName();
		}

		@PeerMessageHandler(event = "optional-principal", relay = false)
		String optionalPrincipal(Optional<Principal> principal) {
			return principal.map(Principal::getName).orElse("nobody");
		}

	}

}
