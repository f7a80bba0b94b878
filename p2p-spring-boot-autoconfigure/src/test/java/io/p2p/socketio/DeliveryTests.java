package io.p2p.socketio;

import java.util.stream.Stream;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import io.p2p.relay.MessageRelay;
import io.p2p.support.Delivery;
import io.p2p.support.TestServer;

/**
 * Between real browsers every event arrives once and in order, whatever happens to the
 * links and connections: {@code p2p-client/tests/delivery/scenarios.ts}.
 */
@Tag("alone") // four browsers open links in time
class DeliveryTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		// a small payload, so that what is large goes in parts on both paths; room for
		// all that waits where a busy machine lets a browser take long to come back
		server = TestServer.start(Counting.class, "p2p.server.max-payload=100KB", "p2p.limits.joins-per-second=0",
				"p2p.server.slow-consumer.max-queued=64MB");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@TestFactory
	Stream<DynamicTest> everythingArrivesOnceAndInOrderWhen() {
		return Stream
			.of("links are cut", "candidates are filtered", "sockets are dropped",
					"the upgrade is forced back and forth", "a tab is frozen", "private mode", "one comes and goes",
					"firefox and chromium meet", "pages go", "pages go in firefox", "a page comes back from the cache",
					"a page stays that seemed to go")
			.map((scenario) -> DynamicTest.dynamicTest(scenario, () -> Delivery.play(server, scenario)));
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
