package io.p2p.socketio;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.p2p.support.Census;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HalfOpenSessionTests {

	private static final int MANY = 10_000;

	private static final int MANY_ADDRESSES = 3_000;

	private static final String OPEN = "EIO=4&transport=polling";

	@Test
	void whenSessionsConnectToNoNamespaceThenNothingIsLeftOfThemAndOthersAreServedMeanwhile() {
		try (TestServer server = TestServer.start("p2p.server.connect-timeout=3s", "p2p.limits.handshakes-per-second=0",
				"p2p.limits.connections-per-address=0")) {
			int highest = 0;
			try (RawConnection attacker = RawConnection.open(server.port());
					TestClient other = TestClient.webSocket(server)) {
				for (int i = 0; i < MANY; i++) {
					assertThat(attacker.get(OPEN).status()).isEqualTo(200);
					highest = Math.max(highest, (i % 100 == 0) ? Census.of(server).get("engine.sessions") : 0);
				}
				assertThat(highest).isGreaterThan(100);
				assertThat(other.askAll("chat")).isEmpty();
				await().untilAsserted(() -> assertThat(Census.of(server)).containsEntry("engine.sessions", 1));
				assertThat(other.heard("disconnect")).isEmpty();
			}
			Census.awaitNobody(server);
		}
	}

	@Test
	void whenClientsComeFromManyAddressesThenThoseThatHaveGoneAreForgotten() {
		try (TestServer server = TestServer.start("p2p.limits.handshakes-per-second=0")) {
			for (int i = 0; i < MANY_ADDRESSES; i++) {
				String address = "127.1." + (i / 250) + "." + (1 + i % 250);
				try (RawConnection client = RawConnection.open(server.port(), address, 0)) {
					client.upgrade("EIO=4&transport=websocket");
				}
			}
			Census.awaitNobody(server);
			Map<String, Integer> counts = Census.of(server);
			assertThat(counts.get("limiter.origins")).isLessThan(2_000);
		}
	}

}
