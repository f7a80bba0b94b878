package io.p2p.engineio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.engineio.limit.RefusalLog;
import io.p2p.support.Census;
import io.p2p.support.DisabledOn;
import io.p2p.support.RawConnection;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;
import io.p2p.support.WebSocketFrames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who is refused hears why, and so does whoever runs the server.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusalTests {

	private static final LoggingSystem LOGGING = LoggingSystem.get(RefusalTests.class.getClassLoader());

	private static final String POLLING = "EIO=4&transport=polling";

	private static final String EVIL = "https://evil.example";

	private TestServer server;

	@BeforeAll
	static void listen() {
		LOGGING.setLogLevel(RefusalLog.class.getName(), LogLevel.DEBUG);
	}

	@AfterAll
	static void listenNoMore() {
		LOGGING.setLogLevel(RefusalLog.class.getName(), null);
	}

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.server.max-payload=10000B", "p2p.limits.connections-per-address=2",
				"p2p.limits.events-per-second=100", "p2p.limits.joins-per-second=3",
				"logging.level." + RefusalLog.class.getName() + "=debug");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenPagesAreOfAnotherOriginThenTheFirstIsAWarningThatNamesTheProperty(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			try (RawConnection page = RawConnection.open(this.server.port())) {
				page.head("GET /socket.io/?" + POLLING + " HTTP/1.1", "Host: localhost", "Origin: " + EVIL);
				assertThat(page.response().status()).isEqualTo(403);
			}
		}
		awaitLines(output, EVIL, 3);
		assertThat(lines(output, EVIL)).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.contains("p2p.server.allowed-origins");
		assertThat(lines(output, EVIL)).filteredOn((line) -> line.contains(" DEBUG ")).hasSize(2);
	}

	@Test
	void whenAHeaderWouldBreakTheLineThenItIsLoggedWithoutThat(CapturedOutput output) {
		try (RawConnection page = RawConnection.open(this.server.port())) {
			page.head("GET /socket.io/?" + POLLING + " HTTP/1.1", "Host: localhost",
					"Origin: https://evil.example\u00e9" + "x".repeat(2000));
			assertThat(page.response().status()).isEqualTo(403);
		}
		awaitLines(output, "evil.example", 1);
		assertThat(lines(output, "evil.example").get(0)).doesNotContain("\u00e9", "x".repeat(300));
	}

	@Test
	void whenPageMayNotConnectThenItMayReadWhy() {
		try (RawConnection page = RawConnection.open(this.server.port())) {
			page.head("OPTIONS /socket.io/?" + POLLING + " HTTP/1.1", "Host: localhost", "Origin: " + EVIL,
					"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization");
			assertThat(page.response().status()).isEqualTo(204);
			page.head("GET /socket.io/?" + POLLING + " HTTP/1.1", "Host: localhost", "Origin: " + EVIL);
			RawConnection.Response refusal = page.response();
			assertThat(refusal.status()).isEqualTo(403);
			assertThat(refusal.body()).contains("p2p.server.allowed-origins");
			assertThat(refusal.headers()).containsIgnoringCase("access-control-allow-origin: " + EVIL);
		}
	}

	@Test
	void whenOnlyThePostNamesTheOriginThenTheSessionOfTheGetEndsAtOnce() {
		try (RawConnection page = RawConnection.open(this.server.port())) {
			String sid = page.get(POLLING).body().split("\"")[3];
			assertThat(Census.of(this.server)).containsEntry("engine.sessions", 1);
			page.head("POST /socket.io/?" + POLLING + "&sid=" + sid + " HTTP/1.1", "Host: localhost", "Origin: " + EVIL,
					"Content-Length: 2");
			page.send("40");
			assertThat(page.response().status()).isEqualTo(403);
			await().until(() -> Census.of(this.server).get("engine.sessions") == 0);
		}
	}

	@ParameterizedTest
	@MethodSource("headersOfPages")
	void whenTheGetNamesNoOriginThenThePageIsKnownByWhereItComesFrom(int status, List<String> headers) {
		try (RawConnection page = RawConnection.open(this.server.port())) {
			page.head("GET /socket.io/?" + POLLING + " HTTP/1.1", headers.toArray(String[]::new));
			assertThat(page.response().status()).isEqualTo(status);
		}
	}

	private static Stream<Arguments> headersOfPages() {
		return Stream.of(
				Arguments.of(403,
						List.of("Host: backend", "Referer: https://app.example/chat", "Sec-Fetch-Site: same-origin")),
				Arguments.of(403, List.of("Host: app.example", "Referer: https://evil.example/")),
				Arguments.of(403, List.of("Host: app.example", "Sec-Fetch-Site: cross-site")),
				Arguments.of(200,
						List.of("Host: app.example", "Referer: https://app.example:8443/chat?a#b",
								"Sec-Fetch-Site: same-site")),
				Arguments.of(200, List.of("Host: app.example", "Sec-Fetch-Site: same-origin")),
				Arguments.of(200, List.of("Host: app.example", "Referer: about:client")),
				Arguments.of(200, List.of("Host: app.example", "Referer: no address")));
	}

	@DisabledOn(value = { WebContainer.TOMCAT }, reason = "it closes a connection behind an error")
	@Test
	void whenThereAreTooManyClientsThenTheLogNamesTheLimit(CapturedOutput output) {
		try (RawConnection client = RawConnection.open(this.server.port())) {
			assertThat(Stream.generate(() -> client.get(POLLING).status()).limit(4)).containsExactly(200, 200, 503,
					503);
		}
		awaitLines(output, "more than may be connected", 2);
		assertThat(lines(output, "p2p.limits.connections-per-address")).singleElement().asString().contains("WARN");
	}

	@Test
	void whenClientIsFarOverItsRateThenTheLogNamesTheLimit(CapturedOutput output) {
		try (RawConnection client = RawConnection.peer(this.server.port(), "")) {
			for (int i = 0; i < 300; i++) {
				client.text("3");
			}
			assertThat(closeStatus(client)).isEqualTo(1008);
			client.awaitEnd();
		}
		awaitLines(output, "p2p.limits.events-per-second", 1);
	}

	@Test
	void whenClientGoesAwayInTheMidstOfAMessageThenTheLogSaysNothing(CapturedOutput output) {
		for (boolean abort : new boolean[] { false, true }) {
			try (RawConnection client = RawConnection.peer(this.server.port(), "")) {
				// the beginning of a text, and half of what follows it
				client.frame(1, new byte[] { '4', '2', '[' });
				client.send(new byte[] { 0, (byte) 0x85, 0 });
				if (abort) {
					client.abort();
				}
			}
			Census.awaitNobody(this.server);
		}
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenClientGoesOnThoughItWasToldThenItsConnectionIsCut() {
		try (RawConnection client = RawConnection.peer(this.server.port(), "")) {
			byte[] flood = "3".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
			for (int i = 0; i < 300; i++) {
				client.text("3");
			}
			assertThat(closeStatus(client)).isEqualTo(1008);
			long sent = 0;
			while (client.trySend(flood)) {
				sent += flood.length;
			}
			// besides what is in the buffers of the system
			assertThat(sent).isLessThan(100_000_000);
		}
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY, WebContainer.NETTY },
			reason = "the application has the other paths")
	@Test
	void whenPathIsAnotherThenTheLogNamesTheProperty(CapturedOutput output) {
		try (RawConnection client = RawConnection.open(this.server.port())) {
			client.head("GET /ws/?" + POLLING + " HTTP/1.1", "Host: localhost");
			assertThat(client.response().status()).isEqualTo(404);
		}
		awaitLines(output, "p2p.server.path", 1);
	}

	@Test
	void whenTheProtocolIsTheOldOneThenTheLogNamesTheProperty(CapturedOutput output) {
		try (RawConnection client = RawConnection.open(this.server.port())) {
			assertThat(client.get("EIO=3&transport=polling").status()).isEqualTo(400);
		}
		awaitLines(output, "p2p.server.allow-eio3", 1);
	}

	@ParameterizedTest
	@MethodSource("badFrames")
	void whenWebSocketBringsWhatItMayNotThenItEndsWithACloseFrameAndALine(int first, byte[] payload, int status,
			String line, CapturedOutput output) {
		try (RawConnection client = RawConnection.peer(this.server.port(), "")) {
			client.frame(first, payload);
			assertThat(closeStatus(client)).isEqualTo(status);
			client.awaitEnd();
		}
		awaitLines(output, line, 1);
	}

	private static Stream<Arguments> badFrames() {
		return Stream.of(
				Arguments.of(WebSocketFrames.TEXT, "x".getBytes(StandardCharsets.UTF_8), 1002, "what is no packet"),
				Arguments.of(WebSocketFrames.TEXT, "42/nowhere,[\"a\"]".getBytes(StandardCharsets.UTF_8), 1002,
						"what is no packet"),
				Arguments.of(WebSocketFrames.TEXT, new byte[] { '4', '2', (byte) 0xff }, 1007, "what is no packet"),
				Arguments.of(WebSocketFrames.TEXT, new byte[10_001], 1009, "p2p.server.max-payload"),
				Arguments.of(0x83, new byte[1], 1002, "what is no packet"));
	}

	@Test
	void whenBodyIsTooLargeThenTheSessionEndsAndThePageReadsWhy(CapturedOutput output) {
		try (RawConnection page = RawConnection.open(this.server.port())) {
			String session = POLLING + "&sid=" + page.get(POLLING).body().split("\"")[3];
			page.head("POST /socket.io/?" + session + " HTTP/1.1", "Host: localhost", "Origin: http://localhost",
					"Content-Length: 100000");
			RawConnection.Response refusal = page.response();
			assertThat(refusal.status()).isEqualTo(413);
			assertThat(refusal.body()).contains("p2p.server.max-payload");
			assertThat(refusal.headers()).containsIgnoringCase("access-control-allow-origin: http://localhost");
		}
		await().until(() -> Census.of(this.server).get("engine.sessions") == 0);
		awaitLines(output, "p2p.server.max-payload", 1);
	}

	@Test
	void whenAConnectedClientIsRefusedSomethingThenTheLogSaysSo(CapturedOutput output) {
		LOGGING.setLogLevel("io.p2p.socketio.RequestLog", LogLevel.DEBUG);
		try (RawConnection client = RawConnection.peer(this.server.port(), "{\"p2p\":1}")) {
			client.text("421[\"p2p:join\",5]");
			assertThat(client.read()).contains("bad-request");
			for (int i = 0; i < 5; i++) {
				client.text("422[\"p2p:join\",{\"room\":\"r\",\"webrtc\":true}]");
			}
			client.text("40/nowhere,");
			await().untilAsserted(() -> {
				List<String> lines = output.getAll().lines().filter((line) -> line.contains("RequestLog")).toList();
				assertThat(lines).anyMatch((line) -> line.contains(" DEBUG ") && line.contains("bad-request"))
					.anyMatch((line) -> line.contains(" DEBUG ") && line.contains("Invalid namespace"))
					.anyMatch((line) -> line.contains(" WARN ") && line.contains("p2p.limits.joins-per-second"));
			});
		}
		finally {
			LOGGING.setLogLevel("io.p2p.socketio.RequestLog", null);
		}
	}

	@Test
	void whenClientHasAnotherParserThenTheLogSaysSo(CapturedOutput output) {
		try (RawConnection client = RawConnection.webSocket(this.server.port())) {
			client.read();
			// {"type":0,"nsp":"/"} by socket.io-msgpack-parser
			client.binary(new byte[] { (byte) 0x82, (byte) 0xa4, 't', 'y', 'p', 'e', 0, (byte) 0xa3, 'n', 's', 'p',
					(byte) 0xa1, '/' });
			assertThat(closeStatus(client)).isEqualTo(1002);
		}
		awaitLines(output, "socket.io-msgpack-parser", 1);
		assertThat(lines(output, "socket.io-msgpack-parser").get(0)).contains("WARN");
	}

	private static int closeStatus(RawConnection client) {
		// 1000 to 1015, where a packet begins with a digit
		byte[] frame = client.readBytes();
		while (frame[0] != 3) {
			frame = client.readBytes();
		}
		return (frame[0] << 8) + (frame[1] & 0xff);
	}

	private static void awaitLines(CapturedOutput output, String text, int count) {
		await().untilAsserted(() -> assertThat(lines(output, text)).hasSize(count));
	}

	private static List<String> lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains("RefusalLog") && line.contains(text)).toList();
	}

}
