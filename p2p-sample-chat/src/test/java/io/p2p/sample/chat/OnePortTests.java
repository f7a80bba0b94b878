package io.p2p.sample.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.microsoft.playwright.Page;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import io.p2p.socketio.netty.P2pServer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chat between Chromium and Firefox over TLS, on the one port of each web server that
 * shares it.
 */
class OnePortTests {

	private static final String UPGRADED = "socket.io.engine.transport.name === 'websocket'";

	private static final String WITHOUT = "--spring.autoconfigure.exclude=";

	private static final String TOMCAT_IN = "org.springframework.boot.tomcat.autoconfigure.";

	private static final String JETTY_IN = "org.springframework.boot.jetty.autoconfigure.";

	@TempDir
	private static Path folder;

	private static Path certificate;

	private static Browsers browsers;

	@BeforeAll
	static void start() throws Exception {
		certificate = createCertificate();
		browsers = new Browsers();
	}

	@AfterAll
	static void stop() {
		browsers.close();
	}

	@ParameterizedTest
	@EnumSource
	void aConversationGoesThroughTheOnePortAndLosesNothing(Route route) {
		try (ConfigurableApplicationContext application = route.start()) {
			WebServer server = ((WebServerApplicationContext) application).getWebServer();
			assertThat(server).isInstanceOf(route.server);
			assertThat(application.getBean(P2pServer.class).port()).isEqualTo(server.getPort());
			if (route != Route.HAPROXY) {
				converse(route, server.getPort());
				return;
			}
			try (Haproxy proxy = new Haproxy(folder, certificate, server.getPort())) {
				converse(route, proxy.port());
				// two of the pages at first, and one that came back
				assertThat(proxy.log().lines().filter((line) -> line.contains("transport=websocket"))).hasSize(3)
					.allMatch((line) -> line.startsWith("HTTP/2.0 101 "));
			}
		}
	}

	private static void converse(Route route, int port) {
		String address = "https://localhost:" + port + "/";
		Chat alice = enter(browsers.open(address), route, "alice");
		Chat bob = enter(browsers.openInFirefox(address), route, "bob");
		AbstractChatTests.meet(alice, bob);
		List<Chat> both = List.of(alice, bob);
		both.forEach((chat) -> cameBy(chat, route, address));
		talkByRelay(alice, bob);
		talkWhileTheLinkComesAndGoes(alice, bob);
		talkWhileTheConnectionIsLost(alice, bob);
		both.forEach((chat) -> chat.hasHeardLines(90));
		both.forEach((chat) -> assertThat(chat.notes("")).hasCount(0));
		assertThat(browsers.closePages()).as("errors in the pages").isEmpty();
	}

	private static Chat enter(Page page, Route route, String user) {
		if (route.hasLogin()) {
			page.locator("#username").fill(user);
			page.locator("#password").fill(user);
			page.locator("button").click();
		}
		assertThat(page.locator("#status")).hasText("Connected");
		return new Chat(page);
	}

	// The browser takes the page and polls by one protocol, and then has a WebSocket.
	private static void cameBy(Chat chat, Route route, String address) {
		chat.page().waitForFunction(UPGRADED);
		assertThat(chat.page()
			.evaluate(
					"""
							() => {
								const [page] = performance.getEntriesByType('navigation');
								const [poll] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/socket.io/'));
								return [page, poll].map(({ name, nextHopProtocol }) => `${nextHopProtocol} ${name}`);
							}"""))
			.asInstanceOf(InstanceOfAssertFactories.list(String.class))
			.satisfiesExactly((page) -> assertThat(page).startsWith(route.protocol + " " + address),
					(poll) -> assertThat(poll)
						.startsWith(route.protocol + " " + address + "socket.io/?EIO=4&transport=polling"));
	}

	private static void talkByRelay(Chat alice, Chat bob) {
		List<Chat> both = List.of(alice, bob);
		both.forEach((chat) -> chat.useLinks(false));
		both.forEach((chat) -> chat.sayLines(1, 10, ""));
		byte[] file = new byte[300_000];
		new Random(1).nextBytes(file);
		alice.send("alice.bin", file);
		bob.send("bob.bin", file);
		assertThat(alice.receivedFile("bob.bin")).isEqualTo(AbstractChatTests.sha256(file));
		assertThat(bob.receivedFile("alice.bin")).isEqualTo(AbstractChatTests.sha256(file));
		both.forEach((chat) -> assertThat(chat.path("Line 10")).hasText("relay"));
	}

	private static void talkWhileTheLinkComesAndGoes(Chat alice, Chat bob) {
		List<Chat> both = List.of(alice, bob);
		both.forEach((chat) -> chat.sayLines(11, 20, "document.querySelector('#links').click()"));
		both.forEach((chat) -> assertThat(chat.badges("WebRTC")).hasCount(1));
		both.forEach((chat) -> chat.sayLines(21, 30, ""));
		both.forEach((chat) -> assertThat(chat.path("Line 30")).hasText("WebRTC"));
		alice.sayLines(31, 40, "cutLinks()");
		bob.sayLines(31, 40, "");
		both.forEach((chat) -> assertThat(chat.badges("relay")).hasCount(1));
		both.forEach((chat) -> chat.sayLines(41, 50, ""));
		both.forEach((chat) -> assertThat(chat.path("Line 50")).hasText("relay"));
	}

	private static void talkWhileTheConnectionIsLost(Chat alice, Chat bob) {
		List<Chat> both = List.of(alice, bob);
		Object peerId = alice.page().evaluate("p2p.peerId");
		alice.sayLines(51, 60, "socket.io.reconnection(false); socket.io.engine.close()");
		bob.sayLines(51, 60, "");
		assertThat(alice.page().locator("#status")).containsText("Connection lost");
		both.forEach((chat) -> chat.sayLines(61, 70, ""));
		alice.sayLines(71, 80, "mendLinks(); socket.connect()");
		bob.sayLines(71, 80, "");
		both.forEach((chat) -> assertThat(chat.badges("WebRTC")).hasCount(1));
		both.forEach((chat) -> chat.sayLines(81, 90, ""));
		alice.page().waitForFunction(UPGRADED);
		both.forEach((chat) -> assertThat(chat.path("Line 65")).hasText("relay"));
		both.forEach((chat) -> assertThat(chat.path("Line 90")).hasText("WebRTC"));
		assertThat(alice.page().evaluate("p2p.peerId")).isEqualTo(peerId);
	}

	// Certificate and key, which haproxy wants in one file.
	private static Path createCertificate() throws IOException, InterruptedException, GeneralSecurityException {
		Path store = folder.resolve("chat.p12");
		char[] password = "changeit".toCharArray();
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "chat", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
				"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "changeit")
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(keytool.waitFor()).as(output).isZero();
		KeyStore keys = KeyStore.getInstance(store.toFile(), password);
		return Files.writeString(folder.resolve("chat.pem"),
				pem("CERTIFICATE", keys.getCertificate("chat").getEncoded())
						+ pem("PRIVATE KEY", keys.getKey("chat", password).getEncoded()));
	}

	private static String pem(String type, byte[] bytes) {
		return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(type,
				Base64.getMimeEncoder().encodeToString(bytes));
	}

	/**
	 * How a browser gets to the port. Without servlets there is no login.
	 */
	enum Route {

		TOMCAT(TomcatWebServer.class, "h2", "--server.http2.enabled=true"),

		JETTY(JettyWebServer.class, "http/1.1",
				WITHOUT + TOMCAT_IN + "servlet.TomcatServletWebServerAutoConfiguration"),

		NETTY(NettyWebServer.class, "h2", "--server.http2.enabled=true",
				WITHOUT + TOMCAT_IN + "reactive.TomcatReactiveWebServerAutoConfiguration," + JETTY_IN
						+ "reactive.JettyReactiveWebServerAutoConfiguration",
				// browsers break their first handshake off, as they don't know the issuer
				"--logging.level.io.netty.handler.ssl=error"),

		HAPROXY(TomcatWebServer.class, "h2", "--server.forward-headers-strategy=native", "--server.ssl.enabled=false");

		private final Class<? extends WebServer> server;

		private final String protocol;

		private final String arguments;

		Route(Class<? extends WebServer> server, String protocol, String... arguments) {
			this.server = server;
			this.protocol = protocol;
			this.arguments = String.join(" ", arguments);
		}

		boolean hasLogin() {
			return this != NETTY;
		}

		ConfigurableApplicationContext start() {
			SpringApplicationBuilder builder = hasLogin()
					? new SpringApplicationBuilder(ChatApplication.class).profiles("secure")
					: new SpringApplicationBuilder(WebFluxChat.class).web(WebApplicationType.REACTIVE);
			Stream<String> common = Stream.of("--server.port=0", "--server.ssl.bundle=chat",
					"--spring.ssl.bundle.pem.chat.keystore.certificate=file:" + certificate,
					"--spring.ssl.bundle.pem.chat.keystore.private-key=file:" + certificate);
			return builder.run(Stream.concat(common, Stream.of(this.arguments.split(" "))).toArray(String[]::new));
		}

	}

	/**
	 * The chat of an application on WebFlux. No component, which the sample would find.
	 */
	@EnableAutoConfiguration
	@Import(ChatHandler.class)
	static class WebFluxChat {

		@Bean
		SecurityWebFilterChain everybody(ServerHttpSecurity http) {
			return http.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

}
