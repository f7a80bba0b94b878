package io.p2p.delivery;

import java.io.IOException;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

import io.p2p.relay.MessageRelay;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.Delivery;

/**
 * Between real browsers every event arrives once and in order, whatever happens to the
 * links and connections: {@code p2p-client/tests/delivery/scenarios.ts}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "p2p.server.port=0", "p2p.server.address=127.0.0.1",
				// what is large goes in parts on both paths
				"p2p.server.max-payload=100KB", "p2p.limits.joins-per-second=0", "p2p.num-clients=30",
				// room for all that waits where a busy machine lets a browser take long
				// to come
				// back
				"p2p.server.slow-consumer.max-queued=64MB" })
class DeliveryTests {

	@Autowired
	private P2pServer server;

	@ParameterizedTest
	@ValueSource(strings = { "links are cut", "candidates are filtered", "sockets are dropped",
			"the upgrade is forced back and forth", "a tab is frozen", "private mode", "one comes and goes",
			"firefox and chromium meet", "pages go", "pages go in firefox", "a page comes back from the cache",
			"a page stays that seemed to go", "there is a key", "pages are loaded anew", "java and browsers meet",
			"java and a page exchange files, encrypted" })
	void everythingArrivesOnceAndInOrderWhen(String scenario) throws IOException, InterruptedException {
		Delivery.play("http://127.0.0.1:" + this.server.port(), scenario);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Counting.class)
	static class Application {

	}

	/**
	 * Tells a page how much the server has relayed.
	 */
	static class Counting {

		Counting(SocketIOServer server, MessageRelay relay) {
			server.addEventListener("relayed", String.class, (client, data, ack) -> ack.sendAckData(relay.relayed()));
		}

	}

}
