package io.p2p.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.json.JSONObject;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code p2p-client/tests/delivery/scenarios.ts} plays in real browsers.
 */
public final class Delivery {

	private Delivery() {
	}

	/**
	 * Play a scenario, which must not fail.
	 */
	public static void play(TestServer server, String scenario) throws IOException, InterruptedException {
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

}
