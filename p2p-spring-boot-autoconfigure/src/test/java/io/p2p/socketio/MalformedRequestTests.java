package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.support.Census;
import io.p2p.support.DisabledOn;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that two readers could read differently, and WebSocket frames that nobody may
 * send.
 */
class MalformedRequestTests {

	private static final int MAX_PAYLOAD = 100_000;

	private static final String OPEN = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1";

	private static TestServer server;

	private TestClient bystander;

	private RawConnection client;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.server.max-payload=" + MAX_PAYLOAD + "B");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.bystander = TestClient.webSocket(server);
		this.client = RawConnection.open(server.port());
	}

	@AfterEach
	void othersGoOnAndNothingStays() {
		this.client.close();
		assertThat(this.bystander.askAll("chat")).isEmpty();
		assertThat(this.bystander.heard("disconnect")).isEmpty();
		assertThat(this.bystander.heard("smuggled")).isEmpty();
		this.bystander.close();
		// a request that cannot be read is nobody's: its client's session goes on
		server.closeSessions();
		Census.awaitNobody(server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 3\r\nTransfer-Encoding: chunked",
			"Transfer-Encoding: chunked\r\nContent-Length: 3", "Content-Length: 3\r\nContent-Length: 4",
			"Content-Length: 3, 4", "Content-Length: -1", "Content-Length: +3", "Content-Length: 0x3",
			"Content-Length: 99999999999999999999", "Transfer-Encoding: chunked, identity",
			"Transfer-Encoding: gzip, chunked\r\nContent-Length: 5", "Transfer-Encoding : chunked",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity" })
	void whenTheEndOfABodyIsAmbiguousThenNothingBehindItIsARequest(String headers) {
		String session = session();
		this.client.head("POST /socket.io/?" + session + " HTTP/1.1", "Host: localhost", headers);
		this.client.trySend(("0\r\n\r\n" + OPEN + "\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8));
		RawConnection.Response first = this.client.response();
		assertThat(first.status()).isIn(400, 413, 501, -1);
		assertThat(this.client.response().status()).isEqualTo(-1);
	}

	@Test
	void whenAHeaderOrTheAddressIsHugeThenTheConnectionEnds() {
		this.client.trySend((OPEN + "\r\nX-Huge: " + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
		assertThat(this.client.response().status()).isIn(400, 431, -1);
		this.client.awaitEnd();
		try (RawConnection other = RawConnection.open(server.port())) {
			other.trySend(("GET /socket.io/?EIO=4&transport=polling&x=" + "x".repeat(100_000))
				.getBytes(StandardCharsets.UTF_8));
			assertThat(other.response().status()).isIn(400, 414, -1);
			other.awaitEnd();
		}
	}

	@Test
	void whenHeadersAreManyThenTheConnectionEnds() {
		this.client.trySend((OPEN + "\r\n" + "X: y\r\n".repeat(10_000)).getBytes(StandardCharsets.UTF_8));
		assertThat(this.client.response().status()).isIn(400, 431, -1);
		this.client.awaitEnd();
	}

	@Test
	void whenAChunkedBodyIsOverTheLimitThenItIsRefused() {
		this.client.head("POST /socket.io/?" + session() + " HTTP/1.1", "Host: localhost",
				"Transfer-Encoding: chunked");
		String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
		this.client.trySend(chunk.repeat(50).getBytes(StandardCharsets.UTF_8));
		assertThat(this.client.response().status()).isIn(413, -1);
		this.client.awaitEnd();
	}

	@ParameterizedTest
	@ValueSource(strings = { "zz\r\n", "-5\r\n", "fffffffffffffffff\r\n", "5;\u0000\r\nxxxxx0\r\n\r\n" })
	void whenAChunkIsInvalidThenWhatCameBeforeItIsNoRequest(String chunk) {
		this.client.head("POST /socket.io/?" + session() + " HTTP/1.1", "Host: localhost",
				"Transfer-Encoding: chunked");
		this.client.send("e\r\n42[\"smuggled\"]\r\n" + chunk);
		assertThat(this.client.response().status()).isIn(400, -1);
		this.client.awaitEnd();
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY }, reason = "the container gives leave to go on")
	@Test
	void whenABodyThatIsAnnouncedIsTooLargeThenTheClientIsNotToldToGoOn() {
		this.client.head("POST /socket.io/?" + session() + " HTTP/1.1", "Host: localhost", "Expect: 100-continue",
				"Content-Length: " + (MAX_PAYLOAD + 1));
		assertThat(this.client.response().status()).isEqualTo(413);
		this.client.awaitEnd();
	}

	@DisabledOn(value = { WebContainer.JETTY }, reason = "it closes a connection whose request has left a body unread")
	@Test
	void whenAGetHasABodyThenItIsNoRequest() {
		String inner = OPEN + "\r\nHost: localhost\r\n\r\n";
		this.client.head(OPEN, "Host: localhost", "Content-Length: " + inner.length());
		this.client.send(inner);
		assertThat(this.client.response().status()).isEqualTo(200);
		assertThat(this.client.get("EIO=4&transport=none").status()).isEqualTo(400);
		assertThat(Census.of(server)).containsEntry("engine.sessions", 2);
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY },
			reason = "what is no frame ends the session, sooner than this looks")
	@ParameterizedTest
	@ValueSource(strings = { OPEN + "\r\nHost: localhost\r\n\r\n", "\u0001\u0000" })
	void whenAnythingComesWithTheUpgradeThenItIsNoRequest(String rest) {
		this.client.send("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
				+ String.join("\r\n", RawConnection.UPGRADE) + "\r\n\r\n" + rest);
		assertThat(this.client.response().status()).isEqualTo(101);
		assertThat(this.client.read()).startsWith("0{");
		assertThat(Census.of(server)).containsEntry("engine.sessions", 2);
	}

	@ParameterizedTest
	@CsvSource({ "reserved bit 1,c1 81 00 00 00 00 33", "reserved bit 2,a1 81 00 00 00 00 33",
			"reserved bit 3,91 81 00 00 00 00 33", "opcode 3,83 81 00 00 00 00 33", "opcode 11,8b 80 00 00 00 00",
			"unmasked,81 01 33", "bad UTF-8,81 84 00 00 00 00 34 32 c3 28",
			"overlong UTF-8,81 84 00 00 00 00 34 32 c0 af", "surrogate,81 85 00 00 00 00 34 32 ed a0 80",
			"UTF-8 that ends too early,81 83 00 00 00 00 34 32 c3", "no start,80 81 00 00 00 00 33",
			"two starts,01 81 00 00 00 00 33 01 81 00 00 00 00 33", "ping in fragments,09 81 00 00 00 00 33",
			"ping too long,89 fe 00 7e 00 00 00 00", "close of one byte,88 81 00 00 00 00 03",
			"close with a reserved code,88 82 00 00 00 00 03 ed", "length negative,81 ff ff ff ff ff ff ff ff ff",
			"length huge,82 ff 00 00 00 7f ff ff ff ff", "length not minimal,81 fe 00 01 00 00 00 00 33" })
	void whenAFrameIsInvalidThenTheConnectionEnds(String name, String frame) {
		try (RawConnection peer = RawConnection.peer(server.port(), "")) {
			peer.send(HexFormat.ofDelimiter(" ").parseHex(frame));
			peer.awaitEnd();
		}
	}

	@Test
	void whenFragmentsAreOverTheLimitThenTheConnectionEnds() {
		try (RawConnection peer = RawConnection.peer(server.port(), "")) {
			peer.frame(0x01, "42[\"smuggled\",\"".getBytes(StandardCharsets.UTF_8));
			byte[] fragment = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
			boolean open = true;
			for (int i = 0; i < 100 && open; i++) {
				open = peer.trySend(RawConnection.masked(0x00, fragment));
			}
			peer.awaitEnd();
		}
	}

	private String session() {
		JSONObject open = new JSONObject(this.client.get("EIO=4&transport=polling").body().substring(1));
		String session = "EIO=4&transport=polling&sid=" + open.getString("sid");
		this.client.post(session, "40");
		this.client.get(session);
		return session;
	}

}
