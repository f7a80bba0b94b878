package io.p2p.socketio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.p2p.engineio.PayloadFuzz;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tries again what {@code bin/fuzz} begins with and what it once found.
 */
class CorpusTests {

	private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

	@ParameterizedTest
	@MethodSource
	void whenJsonWasTriedThenItIsStillRight(Path input) {
		assertThatNoException().isThrownBy(() -> JsonFuzz.fuzzerTestOneInput(Files.readAllBytes(input)));
	}

	@ParameterizedTest
	@MethodSource
	void whenPacketWasTriedThenItIsStillRight(Path input) {
		assertThatNoException().isThrownBy(() -> PacketFuzz.fuzzerTestOneInput(Files.readAllBytes(input)));
	}

	@ParameterizedTest
	@MethodSource
	void whenPayloadWasTriedThenItIsStillRight(Path input) {
		assertThatNoException().isThrownBy(() -> PayloadFuzz.fuzzerTestOneInput(Files.readAllBytes(input)));
	}

	static List<Path> whenJsonWasTriedThenItIsStillRight() throws IOException {
		return inputs("JsonFuzz");
	}

	static List<Path> whenPacketWasTriedThenItIsStillRight() throws IOException {
		return inputs("PacketFuzz");
	}

	static List<Path> whenPayloadWasTriedThenItIsStillRight() throws IOException {
		return inputs("PayloadFuzz");
	}

	private static List<Path> inputs(String target) throws IOException {
		try (Stream<Path> files = Files.list(CORPUS.resolve(target))) {
			return files.sorted().toList();
		}
	}

}
