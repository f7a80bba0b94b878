package io.p2p.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

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
		try (Socket silent = silent()) {
			assertThatThrownBy(() -> TestServer.start(ClusterFixture.Shared.class, "spring.data.redis.host=127.0.0.1",
					"spring.data.redis.port=" + silent.getLocalPort()))
				.hasRootCauseMessage("Connection refused");
			assertThat(output).contains("127.0.0.1:" + silent.getLocalPort(), "spring.data.redis.host",
					"p2p.cluster.enabled=false");
		}
	}

	@Test
	void whenSharingIsSwitchedOffThenNoRedisIsNeeded() throws IOException {
		try (Socket silent = silent();
				TestServer server = TestServer.start(ClusterFixture.Shared.class, "p2p.cluster.enabled=false",
						"spring.data.redis.port=" + silent.getLocalPort())) {
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

	// Has a port, so that nobody else takes it, and does not listen.
	private static Socket silent() throws IOException {
		Socket socket = new Socket();
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		return socket;
	}

}
