package io.p2p.autoconfigure.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.socket.client.IO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebFluxObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.HttpClients;
import io.p2p.support.KeyStores;
import io.p2p.support.ManagedApplication;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a web server does with its requests goes for those of the P2P server on its port.
 */
@ExtendWith(OutputCaptureExtension.class)
class BesideTheWebServerTests {

	private static final String POLLING = "EIO=4&transport=polling";

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenItHasAnAccessLogThenHandshakesAndPollsAreInIt(WebContainer container, CapturedOutput output)
			throws Exception {
		try (TestServer server = TestServer.startOn(container, AccessLog.class, "server.tomcat.accesslog.enabled=true",
				"server.tomcat.accesslog.directory=" + this.folder, "server.jetty.accesslog.enabled=true",
				"server.jetty.accesslog.filename=" + this.folder.resolve("access.log"),
				"logging.level.reactor.netty.http.server.AccessLog=info")) {
			connect(server);
		}
		String log = logged() + output;
		assertThat(log).containsPattern("GET /socket.io/\\?[^\"]*transport=polling[^\"]*\" 200");
		// reactor-netty leaves out all WebSockets
		assertThat(log.contains("\" 101")).isEqualTo(container != WebContainer.NETTY);
	}

	private String logged() throws IOException {
		StringBuilder all = new StringBuilder();
		try (Stream<Path> files = Files.walk(this.folder)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				all.append(Files.readString(file));
			}
		}
		return all.toString();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenItsRequestsAreMeasuredThenHandshakesAndPollsAreBelowTheirPath(WebContainer container) {
		try (TestServer server = TestServer.startOn(container, Measured.class)) {
			connect(server);
			MeterRegistry registry = server.bean(MeterRegistry.class);
			await().untilAsserted(() -> {
				assertThat(registry.find("http.server.requests").timers())
					.allSatisfy((timer) -> assertThat(timer.getId().getTags()).contains(Tag.of("uri", "/socket.io/**")))
					.extracting((timer) -> timer.getId().getTag("status"))
					.contains("200", "101");
				assertThat(registry.find("http.server.requests").timers().stream().mapToLong(Timer::count).sum())
					.isGreaterThanOrEqualTo(3);
			});
		}
	}

	private static void connect(TestServer server) {
		IO.Options polling = new IO.Options();
		polling.transports = new String[] { "polling" };
		try (TestClient alice = TestClient.connect(server, "/", polling);
				TestClient bob = TestClient.webSocket(server)) {
			alice.emit("text", "hello");
			assertThat(bob.awaitEvent("text").get(0)).isEqualTo("hello");
			bob.emit("text", "hello");
			assertThat(alice.awaitEvent("text").get(0)).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT,native", "JETTY,native", "NETTY,native", "TOMCAT,framework", "JETTY,framework",
			"NETTY,framework" })
	void whenItBelievesItsProxyThenClientAndHostAreThoseThatTheProxyNames(WebContainer container, String strategy) {
		try (TestServer server = TestServer.startOn(container, "server.forward-headers-strategy=" + strategy,
				"p2p.limits.connections-per-address=1"); RawConnection proxy = RawConnection.open(server.port())) {
			String[] headers = { "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https",
					"X-Forwarded-Host: chat.example.org", "Origin: https://chat.example.org" };
			String sid = proxy.get(POLLING, headers).body().split("\"")[3];
			assertThat(proxy.post(POLLING + "&sid=" + sid, "40").body()).isEqualTo("ok");
			assertThat(proxy.get(POLLING + "&sid=" + sid, headers).body()).startsWith("40{");
			assertThat(server.bean(PeerNamespaceHandler.class).peers()).singleElement()
				.satisfies((peer) -> assertThat(peer.remoteAddress().getAddress().getHostAddress())
					.isEqualTo("203.0.113.7"));
			assertThat(proxy.get(POLLING, "X-Forwarded-For: 203.0.113.8").status()).isEqualTo(200);
			assertThat(proxy.get(POLLING, headers).status()).isEqualTo(503);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenItDoesNotBelieveAProxyThenThisIsTheClient(WebContainer container) {
		try (TestServer server = TestServer.startOn(container, "server.forward-headers-strategy=none");
				RawConnection proxy = RawConnection.open(server.port())) {
			assertThat(proxy.get(POLLING, "X-Forwarded-Host: chat.example.org", "Origin: https://chat.example.org")
				.status()).isEqualTo(403);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenItSpeaksHttp2ThenPollsDoAndWebSocketsComeBeside(WebContainer container) throws Exception {
		KeyStores store = KeyStores.generate(this.folder, "web.p12");
		HttpClients clients = HttpClients.trusting(store);
		HttpClient http = clients.http();
		try (TestServer server = TestServer.startOn(container, "server.http2.enabled=true", "server.ssl.bundle=web",
				"spring.ssl.bundle.jks.web.keystore.location=file:" + store.file(),
				"spring.ssl.bundle.jks.web.keystore.password=" + KeyStores.PASSWORD)) {
			HttpResponse<String> opened = http.send(request(server, POLLING).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(opened.version()).isEqualTo(HttpClient.Version.HTTP_2);
			String session = POLLING + "&sid=" + opened.body().split("\"")[3];
			http.send(request(server, session).POST(HttpRequest.BodyPublishers.ofString("40")).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(http.send(request(server, session).build(), HttpResponse.BodyHandlers.ofString()).body())
				.startsWith("40{");
			IO.Options options = new IO.Options();
			options.callFactory = clients.okHttp();
			options.webSocketFactory = clients.okHttp();
			try (TestClient alice = TestClient.connect(server, "/", options)) {
				alice.emit("large", "x".repeat(300_000));
				assertThat(http.send(request(server, session).build(), HttpResponse.BodyHandlers.ofString()).body())
					.contains("x".repeat(300_000));
				http.send(request(server, session)
					.POST(HttpRequest.BodyPublishers.ofString("42[\"large\",\"" + "y".repeat(300_000) + "\"]"))
					.build(), HttpResponse.BodyHandlers.ofString());
				assertThat(alice.awaitEvent("large").get(0)).asString().hasSize(300_000);
			}
		}
	}

	private static HttpRequest.Builder request(TestServer server, String query) {
		return HttpRequest.newBuilder(URI.create(server.url() + "/socket.io/?" + query));
	}

	@ParameterizedTest
	@EnabledForJreRange(min = JRE.JAVA_21)
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenItHasVirtualThreadsThenNothingChanges(WebContainer container) {
		try (TestServer server = TestServer.startOn(container, "spring.threads.virtual.enabled=true")) {
			connect(server);
		}
	}

	@Test
	void whenManagementHasAPortOfItsOwnThenClientsDoNotComeThere() throws Exception {
		try (ManagedApplication application = ManagedApplication.startOnOnePort();
				TestClient client = TestClient.plain(application.server())) {
			assertThat(client.askAll("chat")).isEmpty();
			assertThat(application.server().webUrl()).endsWith(":" + application.server().port());
			assertThat(application.get("health").getBody()).contains("UP");
			assertThat(application.status("../socket.io/?" + POLLING)).isEqualTo(404);
		}
	}

	static class AccessLog {

		@Bean
		WebServerFactoryCustomizer<NettyReactiveWebServerFactory> accessLog() {
			return (factory) -> factory.addServerCustomizers((server) -> server.accessLog(true));
		}

	}

	@ImportAutoConfiguration({ MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class,
			WebMvcObservationAutoConfiguration.class, WebFluxObservationAutoConfiguration.class })
	static class Measured {

	}

}
