package io.p2p.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code p2p-client/tests/delivery/scenarios.ts} plays in real browsers.
 */
public final class Delivery {

	private Delivery() {
	}

	/**
	 * Play a scenario, which must not fail. Peers in Java that it starts have this class
	 * path.
	 * @param url the address of a server
	 */
	public static void play(String url, String scenario) throws IOException, InterruptedException {
		ProcessBuilder program = new ProcessBuilder("node", "scripts/delivery.mjs", url, scenario)
			.directory(Path.of("../p2p-client").toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		Process process = program.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).isZero();
		Map<String, Object> outcome = JsonPath.read(output, "$");
		assertThat(outcome.get("error")).as("DELIVERY_SEED=%s", outcome.get("seed")).isNull();
	}

}
