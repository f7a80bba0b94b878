package io.p2p.autoconfigure.web;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.IO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;
import io.p2p.web.WebConnector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The port of the application's web server as that of the P2P server, or why not.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedPortTests {

	private static final String INFO = "logging.level.io.p2p=info";

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenNoPortIsSetThenClientsComeToTheWebServer(WebContainer container, CapturedOutput output) {
		try (TestServer server = TestServer.startOn(container, INFO, "p2p.server.fallback-port=-1")) {
			Environment environment = server.bean(Environment.class);
			assertThat(environment.getProperty("local.p2p.port"))
				.isEqualTo(environment.getProperty("local.server.port"))
				.isEqualTo(String.valueOf(server.port()));
			assertThat(output)
				.contains("P2P server listens on the web server's port " + server.port() + ", path /socket.io");
			try (TestClient alice = TestClient.webSocket(server); TestClient bob = TestClient.plain(server)) {
				alice.emit("large", "x".repeat(300_000));
				assertThat(bob.awaitEvent("large").get(0)).asString().hasSize(300_000);
				bob.emit("bytes", (Object) new byte[300_000]);
				assertThat((byte[]) alice.awaitEvent("bytes").get(0)).hasSize(300_000);
			}
			assertThat(server.bean(P2pServer.class).isListening()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenThereIsAContextPathThenTheEndpointIsBelowIt(WebContainer container) {
		String property = (container == WebContainer.NETTY) ? "spring.webflux.base-path"
				: "server.servlet.context-path";
		try (TestServer server = TestServer.startOn(container, property + "=/app", "p2p.server.path=/live/")) {
			IO.Options options = new IO.Options();
			options.path = "/app/live/";
			try (TestClient alice = TestClient.connect(server, "/", options)) {
				assertThat(alice.askAll("chat")).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenThePathIsThatOfAControllerThenTheApplicationDoesNotStartAndSaysWhy(WebContainer container,
			CapturedOutput output) {
		assertThatThrownBy(() -> TestServer.startOn(container, Controller.class))
			.isInstanceOf(PathInUseException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "requests to /socket.io (p2p.server.path)",
				"Controller#answer()", "p2p.server.port");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenSomethingIsSetThatIsForAPortOfItsOwnThenTheApplicationDoesNotStart(WebContainer container,
			CapturedOutput output) {
		assertThatThrownBy(() -> TestServer.startOn(container, "p2p.server.address=127.0.0.1")).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START", "p2p.server.address has the value '127.0.0.1'",
				"p2p.server.port is not", "server.address");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenAPortIsSetThenItIsAPortOfItsOwn(WebContainer container, CapturedOutput output) {
		try (TestServer server = TestServer.startOn(container, INFO, "p2p.server.port=0")) {
			assertThat(server.port())
				.isNotEqualTo(server.bean(Environment.class).getProperty("local.server.port", Integer.class));
			assertThat(output).contains("P2P server listens on port " + server.port());
			try (TestClient alice = TestClient.webSocket(server)) {
				assertThat(alice.askAll("chat")).isEmpty();
			}
		}
	}

	@Test
	void whenTheContainerKeepsItsConnectionsThenThereIsAPortOfItsOwnAndAWarning(CapturedOutput output) {
		try (TestServer server = TestServer.startOn(WebContainer.TOMCAT, SecondProtocol.class,
				"p2p.server.fallback-port=0"); TestClient alice = TestClient.webSocket(server)) {
			assertThat(alice.askAll("chat")).isEmpty();
			assertThat(output).contains("WARN", "The P2P server has a port of its own, " + server.port(),
					"Http11Nio2Protocol", "p2p.server.port");
		}
	}

	@Test
	void whenTheContainerKeepsItsConnectionsAndNoOtherPortIsWantedThenTheApplicationDoesNotStart(
			CapturedOutput output) {
		assertThatThrownBy(
				() -> TestServer.startOn(WebContainer.TOMCAT, SecondProtocol.class, "p2p.server.fallback-port=-1"))
			.hasRootCauseInstanceOf(NoSharedPortException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "Http11Nio2Protocol", "p2p.server.fallback-port");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenTheApplicationStopsThenClientsAreToldAndTheWebServerGoesLast(WebContainer container) throws Exception {
		TestServer server = TestServer.startOn(container, "p2p.server.shutdown=graceful", "server.shutdown=graceful");
		int port = server.port();
		try (TestClient alice = TestClient.webSocket(server)) {
			server.close();
			assertThat(alice.awaitEvent("disconnect").get(0)).isIn("transport close", "transport error");
		}
		assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close()).isNotNull();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenAResponseIsNotReadThenItIsGivenUp(WebContainer container) {
		try (TestServer server = TestServer.startOn(container, "p2p.server.ping-interval=15s",
				"p2p.server.ping-timeout=1s", "p2p.server.slow-consumer.max-queued=128MB",
				"server.tomcat.connection-timeout=5s");
				RawConnection polls = RawConnection.open(server.port(), "127.0.0.1", 8_192)) {
			String sid = polls.get("EIO=4&transport=polling").body().split("\"")[3];
			polls.post("EIO=4&transport=polling&sid=" + sid, "40");
			polls.get("EIO=4&transport=polling&sid=" + sid);
			// before the session ends, and more than the network holds
			server.bean(SocketIOServer.class).getBroadcastOperations().sendEvent("large", "x".repeat(30_000_000));
			polls.head("GET /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1", "Host: localhost");
			WebConnector connector = server.bean(WebConnector.class);
			await().until(() -> !connector.isFlushed());
			await().atMost(Duration.ofMinutes(1)).until(connector::isFlushed);
			await().atMost(Duration.ofMinutes(1)).until(() -> !polls.trySend(new byte[1]));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenManyComeUpgradeAndGoAtOnceThenEachHearsWhatIsForIt(WebContainer container) {
		try (TestServer server = TestServer.startOn(container)) {
			server.bean(SocketIOServer.class)
				.addEventListener("echo", String.class, (client, text, answer) -> answer.sendAckData(text));
			IntStream.range(0, 1_500).parallel().forEach((i) -> {
				try (RawConnection polls = RawConnection.open(server.port());
						RawConnection socket = RawConnection.open(server.port())) {
					if (i % 2 == 0) {
						String sid = polls.get("EIO=4&transport=polling").body().split("\"")[3];
						socket.upgrade("EIO=4&transport=websocket&sid=" + sid);
						// at once, as the container may still be about to give the
						// connection away
						socket.text("2probe");
						assertThat(socket.read()).isEqualTo("3probe");
						socket.text("5");
					}
					else {
						socket.upgrade("EIO=4&transport=websocket");
					}
					socket.text("40");
					String echo = "of " + i + "x".repeat(i);
					socket.text("421[\"echo\",\"" + echo + "\"]");
					String heard = socket.read();
					while (!heard.startsWith("43")) {
						heard = socket.read();
					}
					assertThat(heard).isEqualTo("431[\"" + echo + "\"]");
				}
			});
		}
	}

	@RestController
	static class Controller {

		@GetMapping("/socket.io/answer")
		String answer() {
			return "answer".toUpperCase(Locale.ROOT);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondProtocol {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> secondProtocol() {
			return (factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
		}

	}

}
