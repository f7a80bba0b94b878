package io.p2p.socketio;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

/**
 * A server that stops while clients are in the midst of something.
 */
class ShutdownTests {

	// that their buffers are released is for the leak detector to see
	@Test
	void whenServerStopsInTheMidstOfRequestsThenTheirConnectionsEnd() {
		List<RawConnection> unfinished = new ArrayList<>();
		TestServer server = TestServer.start();
		try (TestClient alice = TestClient.plain(server)) {
			for (int i = 0; i < 10; i++) {
				RawConnection head = RawConnection.open(server.port());
				head.send("GET /socket.io/?EIO=4&tra");
				unfinished.add(head);
				RawConnection body = RawConnection.open(server.port());
				String sid = body.get("EIO=4&transport=polling").body().split("\"")[3];
				body.head("POST /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1", "Host: localhost",
						"Content-Length: 100");
				body.send("4");
				unfinished.add(body);
			}
			alice.askAll("chat");
			server.close();
			alice.awaitEvent("disconnect");
			unfinished.forEach(RawConnection::awaitEnd);
		}
		finally {
			server.close();
			unfinished.forEach(RawConnection::close);
		}
	}

}
