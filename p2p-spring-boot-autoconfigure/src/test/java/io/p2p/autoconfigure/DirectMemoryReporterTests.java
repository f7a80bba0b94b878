package io.p2p.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of the memory outside the heap.
 */
@ExtendWith(OutputCaptureExtension.class)
class DirectMemoryReporterTests {

	@Test
	void whenMoreMayWaitThanThereIsThenItWarns(CapturedOutput output) {
		new DirectMemoryReporter(DataSize.ofMegabytes(10), DataSize.ofMegabytes(64)).afterSingletonsInstantiated();
		assertThat(output).contains("has 10 MB of memory outside the heap, and 64 MB may wait");
	}

	@Test
	void whenThereIsEnoughThenItSaysNothing(CapturedOutput output) {
		new DirectMemoryReporter(DataSize.ofMegabytes(64), DataSize.ofMegabytes(64)).afterSingletonsInstantiated();
		try (TestServer server = TestServer.start()) {
			assertThat(server.bean(DirectMemoryReporter.class)).isNotNull();
		}
		assertThat(output).doesNotContain("outside the heap");
	}

}
