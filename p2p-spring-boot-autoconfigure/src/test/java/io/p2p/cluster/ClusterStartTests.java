package io.p2p.cluster;

import java.io.IOException;
import java.net.ServerSocket;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.health.P2pHealthIndicator;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The start of a server that shares rooms by Redis.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterStartTests {

	@Test
	void whenRedisCannotBeReachedThenTheApplicationDoesNotStartAndSaysWhere(CapturedOutput output) throws IOException {
		int port = unused();
		assertThatThrownBy(() -> TestServer.start(ClusterFixture.Shared.class, "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + port))
			.hasRootCauseMessage("Connection refused");
		assertThat(output).contains("127.0.0.1:" + port, "spring.data.redis.host", "p2p.cluster.enabled=false");
	}

	@Test
	void whenSharingIsSwitchedOffThenNoRedisIsNeeded() throws IOException {
		try (TestServer server = TestServer.start(ClusterFixture.Shared.class, "p2p.cluster.enabled=false",
				"spring.data.redis.port=" + unused())) {
			assertThat(server.bean(P2pHealthIndicator.class).health().getDetails()).doesNotContainKey("node");
		}
	}

	@Test
	void whenServersShareRoomsThenHealthShowsAllOfThem() {
		try (ClusterFixture cluster = new ClusterFixture()) {
			TestServer one = cluster.start();
			TestServer two = cluster.start();
			Object names = two.bean(P2pHealthIndicator.class).health().getDetails().get("nodes");
			assertThat(names).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder(one.bean(ClusterStatus.class).node(), two.bean(ClusterStatus.class).node());
		}
	}

	private static int unused() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
