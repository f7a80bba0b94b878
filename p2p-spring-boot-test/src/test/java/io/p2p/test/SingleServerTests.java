package io.p2p.test;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether the application of a test wants Redis.
 */
class SingleServerTests {

	@Nested
	@P2pTest(classes = Application.class)
	class ByDefault {

		@Test
		void noRoomsAreShared(@Autowired Environment environment) {
			assertThat(environment.getProperty("p2p.cluster.enabled")).isEqualTo("false");
		}

	}

	@Nested
	@P2pTest(classes = Application.class, properties = "p2p.cluster.enabled=true")
	class IfTheTestSaysSo {

		@Test
		void roomsAreShared(@Autowired Environment environment) {
			assertThat(environment.getProperty("p2p.cluster.enabled")).isEqualTo("true");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
