package io.p2p.handler;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.json.JSONArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;

import io.p2p.annotation.EventArgument;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.autoconfigure.security.P2pHandlerSecurityAutoConfiguration;
import io.p2p.autoconfigure.validation.P2pValidationAutoConfiguration;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayOutcome;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Handlers behind proxies that Spring made, and checked payloads.
 */
class HandlerProxiesTests {

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
	void whenHandlerIsTransactionalThenItRunsInATransactionThatAFailureRollsBack() {
		Transactions transactions = server.bean(Transactions.class);
		assertThat(AopUtils.isCglibProxy(server.bean(ClassHandlers.class))).isTrue();
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("transactional", "x")).containsExactly("x true");
			assertThat(alice.ask("transactional", "fail").getString("code")).isEqualTo("handler-failed");
			assertThat(transactions.ended).containsExactly("commit", "rollback");
		}
	}

	@Test
	void whenProxyIsOfAnInterfaceThenTheAnnotationsOfTheClassCount() {
		assertThat(AopUtils.isJdkDynamicProxy(server.bean(Contract.class))).isTrue();
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("contract", "x", "y")).containsExactly("y true");
		}
	}

	@Test
	void whenMethodSecurityDeniesThenTheSenderIsToldForbidden() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("admin").toMap())
				.isEqualTo(Map.of("code", "forbidden", "message", "The sender may not do this"));
			assertThat(alice.askAll("anonymous")).containsExactly("anonymous");
		}
		assertThat(ask("admin", user("ROLE_ADMIN"))).isEqualTo("\"alice\"");
		CompletionException denied = catchThrowableOfType(CompletionException.class,
				() -> ask("admin", user("ROLE_USER")));
		assertThat(denied).cause()
			.isInstanceOfSatisfying(RefusedException.class,
					(refusal) -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
	}

	@Test
	void whenSenderIsAuthenticatedThenHandlersGetItsAuthenticationAndTheThreadKeepsNone() {
		Authentication alice = user("ROLE_USER");
		assertThat(ask("authentication", alice)).isEqualTo("\"alice true\"");
		// the same threads
		try (TestClient nobody = TestClient.plain(server)) {
			assertThat(nobody.ask("authentication").getString("code")).isEqualTo("forbidden");
			assertThat(nobody.askAll("anonymous")).containsExactly("anonymous");
		}
	}

	@Test
	void whenPayloadIsNotValidThenTheSenderLearnsWhichFieldAndNotItsValue() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("valid", Map.of("text", "much too secret")).toMap())
				.isEqualTo(Map.of("code", "bad-request", "message", "text size must be between 1 and 5"));
			assertThat(alice.ask("valid", Map.of("text", "quoted")).getString("message")).doesNotContain("quoted");
			assertThat(alice.askAll("valid", Map.of("text", "short"))).containsExactly("short");
			assertThat(alice.ask("valid-list", new JSONArray(List.of(Map.of("text", "short"), Map.of("text", ""))))
				.getString("code")).isEqualTo("bad-request");
		}
	}

	@Test
	void whenGroupsAreNamedThenTheyAreWhatIsChecked() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("group", Map.of("text", "much too long"))).containsExactly("much too long");
			assertThat(alice.ask("group", Map.of("text", " ")).getString("message"))
				.isEqualTo("text must not be blank");
		}
	}

	@Test
	void whenTheClassIsValidatedThenItsConstraintsRefuseTheEvent() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("validated", " ").toMap()).containsEntry("code", "bad-request")
				.hasEntrySatisfying("message",
						(message) -> assertThat(message.toString()).contains("must not be blank"));
			assertThat(alice.askAll("validated", "x")).containsExactly("x");
			assertThat(alice.ask("validated-result", "x").getString("code")).isEqualTo("handler-failed");
		}
	}

	private static Authentication user(String role) {
		return new TestingAuthenticationToken("alice", "secret", role);
	}

	private static String ask(String event, @Nullable Authentication principal) {
		RawMessage message = new RawMessage(event, new byte[] { '[', ']' }, List.of());
		RelayOutcome outcome = server.bean(PeerMessageDispatcher.class)
			.onMessage(new StubPeer("p", principal), null, message, 0)
			.toCompletableFuture()
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
		String answer = new String(((RelayOutcome.Answered) outcome).answer().arguments(), StandardCharsets.UTF_8);
		return answer.substring(1, answer.length() - 1);
	}

	interface Contract {

		String contract(String one, String other);

	}

	interface Strict {

	}

	record Text(@Size(min = 1, max = 5) @NotBlank(groups = Strict.class) String text) {

	}

	static class ContractHandlers implements Contract {

		@Override
		@Transactional
		@PeerMessageHandler(event = "contract", relay = false)
		public String contract(@EventArgument(1) String one, @EventArgument(0) String other) {
			return one + " " + TransactionSynchronizationManager.isActualTransactionActive();
		}

	}

	static class ClassHandlers {

		@Transactional
		@PeerMessageHandler(event = "transactional", relay = false)
		String transactional(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException();
			}
			return text + " " + TransactionSynchronizationManager.isActualTransactionActive();
		}

		@PreAuthorize("hasRole('ADMIN')")
		@PeerMessageHandler(event = "admin", relay = false)
		String admin() {
			return SecurityContextHolder.getContext().getAuthentication().getName();
		}

		@PreAuthorize("isAnonymous()")
		@PeerMessageHandler(event = "anonymous", relay = false)
		String anonymous() {
			return SecurityContextHolder.getContext().getAuthentication().getName();
		}

		@PeerMessageHandler(event = "authentication", relay = false)
		String authentication(Authentication authentication) {
			return authentication.getName() + " "
					+ (SecurityContextHolder.getContext().getAuthentication() == authentication);
		}

		@PeerMessageHandler(event = "valid", relay = false)
		String valid(@Valid Text text) {
			return text.text();
		}

		@PeerMessageHandler(event = "valid-list", relay = false)
		void validList(@Valid List<Text> texts) {
		}

		@PeerMessageHandler(event = "group", relay = false)
		String group(@Validated(Strict.class) Text text) {
			return text.text();
		}

	}

	@Validated
	static class ValidatedHandlers {

		@PeerMessageHandler(event = "validated", relay = false)
		String validated(@NotBlank String text) {
			return text;
		}

		@PeerMessageHandler(event = "validated-result", relay = false)
		@NotBlank
		String result(String text) {
			return "";
		}

	}

	static class Transactions extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient Queue<String> ended = new ConcurrentLinkedQueue<>();

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.ended.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.ended.add("rollback");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	@EnableMethodSecurity
	@ImportAutoConfiguration({ ValidationAutoConfiguration.class, P2pValidationAutoConfiguration.class,
			P2pHandlerSecurityAutoConfiguration.class })
	static class Handlers {

		@Bean
		Transactions transactionManager() {
			return new Transactions();
		}

		@Bean
		ClassHandlers classHandlers() {
			return new ClassHandlers();
		}

		@Bean
		ContractHandlers contractHandlers() {
			return new ContractHandlers();
		}

		@Bean
		ValidatedHandlers validatedHandlers() {
			return new ValidatedHandlers();
		}

	}

}
