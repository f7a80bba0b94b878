package io.p2p.cluster.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where peers are, and whose pages have gone, in Redis.
 */
class DirectoryTests extends DirectoryCases {

	private RedisServer redis;

	@Override
	void begin() {
		this.redis = RedisServer.start();
		this.one = new TestNode(this.redis);
		this.two = new TestNode(this.redis);
	}

	@Override
	void finish() {
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Override
	void assertNamesAreHidden() {
		assertThat(this.redis.commands().keys("*")).noneMatch((key) -> key.contains("half") || key.contains("{x}"));
	}

	@Test
	void whatNobodyKeepsEnds() {
		try (TestNode brief = new TestNode(this.redis,
				RedisClusterOptions.of("test").withRetention(Duration.ofSeconds(1)))) {
			list(brief, "a", 1, "ada", "x");
			assertThat(peers("ada")).containsOnlyKeys("a");
			list(this.one, "b", 1, "ada", "x");
			await().until(() -> rooms("a").isEmpty());
			assertThat(peers("ada")).containsOnlyKeys("b");
		}
	}

}
