package io.p2p.autoconfigure.test;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.health.P2pHealthAutoConfiguration;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application's ordinary tests, run while the application itself runs beside.
 */
class SpringBootTestTests {

	private static ServerSocket beside;

	@BeforeAll
	static void start() throws IOException {
		try {
			beside = new ServerSocket(9092);
		}
		catch (BindException ex) {
			// there is one already
		}
	}

	@AfterAll
	static void stop() throws IOException {
		if (beside != null) {
			beside.close();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { MockCase.class, NoneCase.class, RandomPortCase.class, SaidCase.class, DynamicCase.class })
	void whenTheApplicationRunsBesideThenItsTestsPass(Class<?> testClass) {
		Events tests = run(testClass);
		assertThat(tests.failed().list()).isEmpty();
		assertThat(tests.succeeded().list()).isNotEmpty();
	}

	@Test
	void whenThePortIsTheDefinedOneThenItIsTakenAsItIs() {
		assertThat(run(DefinedPortCase.class).failed().count()).isOne();
	}

	private static Events run(Class<?> testClass) {
		return EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(testClass))
			.execute()
			.testEvents();
	}

	@SpringBootTest(classes = Application.class)
	static class MockCase {

		@Test
		void nothingListensAndTheBeansAreThere(@Autowired P2pServer server, @Autowired PeerMessagingTemplate template,
				@Autowired HealthIndicator health) {
			assertThat(server.isRunning()).isFalse();
			assertThat(server.port()).isEqualTo(-1);
			assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN);
			template.toRoom("kitchen").send("peer-msg", "Hello");
		}

		@Nested
		@TestPropertySource(properties = "p2p.num-clients=3")
		class WithAPropertyOfItsOwn {

			@Test
			void nothingListens(@Autowired P2pServer server) {
				assertThat(server.isRunning()).isFalse();
			}

		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
	static class NoneCase {

		@Test
		void nothingListens(@Autowired P2pServer server) {
			assertThat(server.isRunning()).isFalse();
		}

	}

	// the file sets the port to 9092
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
			"spring.main.web-application-type=none", "spring.config.location=classpath:docs/readme.yml" })
	static class RandomPortCase {

		@Test
		void theServerListensOnAFreePort(@Autowired P2pServer server, @Value("${local.p2p.port}") int port) {
			assertThat(server.port()).isEqualTo(port);
			try (TestClient client = TestClient.plain(TestServer.elsewhere(port))) {
				assertThat(client.socket().connected()).isTrue();
			}
		}

		@Nested
		@TestPropertySource(properties = "p2p.num-clients=3")
		class WithAPropertyOfItsOwn {

			@Test
			void theServerListensOnAnotherPort(@Autowired P2pServer server) {
				assertThat(server.isListening()).isTrue();
			}

		}

	}

	@SpringBootTest(classes = Application.class, properties = "p2p.server.port=0")
	static class SaidCase {

		@Test
		void theServerListens(@Autowired P2pServer server) {
			assertThat(server.isListening()).isTrue();
		}

	}

	@SpringBootTest(classes = Application.class)
	static class DynamicCase {

		@DynamicPropertySource
		static void port(DynamicPropertyRegistry registry) {
			registry.add("p2p.server.port", () -> 0);
		}

		@Test
		void theServerListens(@Autowired P2pServer server) {
			assertThat(server.isListening()).isTrue();
		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.DEFINED_PORT,
			properties = "spring.main.web-application-type=none")
	static class DefinedPortCase {

		@Test
		void theServerListens(@Autowired P2pServer server) {
			assertThat(server.port()).isEqualTo(9092);
		}

	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, P2pAutoConfiguration.class,
			P2pHealthAutoConfiguration.class })
	static class Application {

	}

}
