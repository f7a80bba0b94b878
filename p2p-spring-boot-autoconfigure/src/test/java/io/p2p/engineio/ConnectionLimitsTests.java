package io.p2p.engineio;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.p2p.support.DisabledOn;
import io.p2p.support.RawClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many may come, against the real server.
 */
class ConnectionLimitsTests {

	private static final String POLLING = "EIO=4&transport=polling";

	private static final String[] WEB_SOCKET = { "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
			"Host: localhost", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
			"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==" };

	@Test
	void whenConnectionsAreTooManyThenTheNextIsRefusedUntilOneHasGone() {
		try (TestServer server = TestServer.start("p2p.limits.connections=3")) {
			RawClient client = new RawClient(server);
			RawClient.Socket first = client.connect();
			String session = client.poll();
			client.connect();
			HttpResponse<String> refused = client.get(POLLING);
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
			assertThat(new JSONObject(refused.body()).toMap()).containsEntry("code", 4)
				.containsEntry("message", "Forbidden: too many connections");
			assertThat(client.raw(WEB_SOCKET)).startsWith("HTTP/1.1 503 ");
			assertThat(client.post(session, "40").statusCode()).isEqualTo(200);
			first.send("1");
			await().untilAsserted(() -> assertThat(client.get(POLLING).statusCode()).isEqualTo(200));
			assertThat(client.get(POLLING).statusCode()).isEqualTo(503);
			client.post(session, "1");
			await().untilAsserted(() -> assertThat(client.get(POLLING).statusCode()).isEqualTo(200));
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX) // elsewhere 127.0.0.1 is the only address of its kind
	void whenConnectionsOfOneAddressAreTooManyThenOthersAreNotRefused() throws IOException {
		try (TestServer server = TestServer.start("p2p.limits.connections-per-address=3")) {
			RawClient client = new RawClient(server);
			client.connect();
			client.connect();
			RawClient.Socket last = client.connect();
			assertThat(client.get(POLLING).statusCode()).isEqualTo(503);
			assertThat(client.raw(WEB_SOCKET)).startsWith("HTTP/1.1 503 ");
			assertThat(client.rawFrom(InetAddress.getByName("127.0.0.2"), WEB_SOCKET)).startsWith("HTTP/1.1 101 ");
			last.cancel();
			await().untilAsserted(() -> assertThat(client.get(POLLING).statusCode()).isEqualTo(200));
		}
	}

	@Test
	void whenHandshakesAreTooManyThenTheyAreRefusedForAWhile() {
		try (TestServer server = TestServer.start("p2p.limits.handshakes-per-second=3")) {
			RawClient client = new RawClient(server);
			HttpResponse<String> response = client.get(POLLING);
			while (response.statusCode() == 200) {
				response = client.get(POLLING);
			}
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(new JSONObject(response.body()).toMap()).containsEntry("code", 4)
				.containsEntry("message", "Forbidden: too many handshakes");
			await().untilAsserted(() -> assertThat(client.get(POLLING).statusCode()).isEqualTo(200));
			String webSocket = client.raw(WEB_SOCKET);
			while (webSocket.startsWith("HTTP/1.1 101")) {
				webSocket = client.raw(WEB_SOCKET);
			}
			assertThat(webSocket).startsWith("HTTP/1.1 429 ");
		}
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY, WebContainer.NETTY },
			reason = "the web server has the connections")
	@Test
	@EnabledOnOs(OS.LINUX)
	void whenTcpConnectionsOfOneAddressAreTooManyThenTheNextIsClosedAndOthersAreNot() throws IOException {
		try (TestServer server = TestServer.start("p2p.limits.connections-per-address=1");
				Socket first = open(server, "127.0.0.1");
				Socket second = open(server, "127.0.0.1")) {
			assertThat(isServed(first)).isTrue();
			assertThat(isServed(second)).isTrue();
			try (Socket third = open(server, "127.0.0.1"); Socket other = open(server, "127.0.0.2")) {
				assertThat(isServed(third)).isFalse();
				assertThat(isServed(other)).isTrue();
			}
			first.shutdownOutput();
			await().untilAsserted(() -> {
				try (Socket next = open(server, "127.0.0.1")) {
					assertThat(isServed(next)).isTrue();
				}
			});
		}
	}

	private static Socket open(TestServer server, String source) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), server.port(), InetAddress.getByName(source), 0);
	}

	private static boolean isServed(Socket socket) {
		try {
			socket.setSoTimeout(10_000);
			OutputStream out = socket.getOutputStream();
			out.write("GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			return socket.getInputStream().read() >= 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
