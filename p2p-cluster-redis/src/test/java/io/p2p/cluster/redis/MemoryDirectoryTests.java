package io.p2p.cluster.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.memory.MemoryClusterStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where the peers of a server are that is alone, and whose pages have gone.
 */
class MemoryDirectoryTests extends DirectoryCases {

	@Override
	void begin() {
		this.one = new TestNode(new MemoryClusterStore(Duration.ofMinutes(1), 16 << 20));
		this.two = this.one;
	}

	@Test
	void whatNobodyKeepsEnds() {
		try (TestNode brief = new TestNode(new MemoryClusterStore(Duration.ofSeconds(1), 16 << 20))) {
			this.two = brief;
			list(brief, "a", 1, "ada", "x");
			assertThat(peers("ada")).containsOnlyKeys("a");
			await().until(() -> rooms("a").isEmpty());
			assertThat(peers("ada")).isEmpty();
		}
	}

}
