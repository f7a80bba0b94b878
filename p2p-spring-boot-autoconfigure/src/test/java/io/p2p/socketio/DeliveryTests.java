package io.p2p.socketio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.corundumstudio.socketio.SocketIOServer;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.p2p.relay.MessageRelay;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Between real browsers every event arrives once and in order, whatever happens to the
 * links and connections: {@code p2p-client/tests/delivery/scenarios.ts}.
 */
class DeliveryTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		// a small payload, so that what is large goes in parts on both paths; room for
		// all that waits where a busy machine lets a browser take long to come back
		server = TestServer.start(Counting.class, "p2p.server.max-payload=100KB", "p2p.limits.joins-per-second=0",
				"p2p.recovery.max-queued=64MB", "p2p.server.slow-consumer.max-queued=64MB");
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
					"firefox and chromium meet")
			.map((scenario) -> DynamicTest.dynamicTest(scenario, () -> play(scenario)));
	}

	private static void play(String scenario) throws IOException, InterruptedException {
		Process process = new ProcessBuilder("node", "scripts/delivery.mjs", server.url(), scenario)
			.directory(Path.of("../p2p-client").toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).isZero();
		JSONObject outcome = new JSONObject(output);
		assertThat(outcome.optString("error")).as("DELIVERY_SEED=%s", outcome.get("seed")).isEmpty();
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
