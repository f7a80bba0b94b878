package io.p2p.socketio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients and the server say to each other, as it is recorded in
 * {@code p2p-client/vectors} for whoever writes one of them in another language.
 */
class VectorTests {

	private static final Path CLIENT = Path.of("..", "p2p-client");

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	static List<String> vectors() throws IOException {
		try (Stream<Path> files = Files.list(CLIENT.resolve("vectors"))) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".json") && !name.equals("bytes.json"))
				.map((name) -> name.substring(0, name.length() - ".json".length()))
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("vectors")
	void whenAVectorIsPlayedThenTheServerSaysWhatIsRecorded(String vector) throws IOException, InterruptedException {
		Process process = new ProcessBuilder("node", "scripts/vectors.mjs", server.url(), vector)
			.directory(CLIENT.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
	}

}
