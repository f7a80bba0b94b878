package io.p2p.engineio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.support.RawClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebSocketFrames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that are not of the usual form, and are served all the same.
 */
class LenientRequestTests {

	private static TestServer server;

	private static RawClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start();
		client = new RawClient(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenPathHasNoSlashAtItsEndThenItIsServedToo() {
		assertThat(client.raw("GET /socket.io?EIO=4&transport=polling HTTP/1.1", "Host: localhost"))
			.startsWith("HTTP/1.1 200");
		assertThat(client.raw("GET /socket.i?EIO=4&transport=polling HTTP/1.1", "Host: localhost"))
			.startsWith("HTTP/1.1 404");
	}

	@Test
	void whenClientOffersSubprotocolsThenTheFirstIsAnswered() throws IOException {
		for (String offered : List.of("v10.stomp, chat", "")) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				String head = WebSocketFrames.open(socket, "EIO=4&transport=websocket",
						"Sec-WebSocket-Protocol: " + offered);
				assertThat(head).startsWith("HTTP/1.1 101");
				assertThat(head.toLowerCase(Locale.ROOT)
					.lines()
					.filter((line) -> line.startsWith("sec-websocket-protocol")))
					.isEqualTo(offered.isEmpty() ? List.of() : List.of("sec-websocket-protocol: v10.stomp"));
			}
		}
	}

}
