package io.p2p.metrics;

import java.util.Map;

import io.lettuce.core.KillArgs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.p2p.cluster.ClusterFixture;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What sharing rooms costs, as two servers measure it.
 */
class ClusterMetersTests {

	private ClusterFixture cluster;

	private MeteredServer one;

	private MeteredServer two;

	@BeforeEach
	void start() {
		this.cluster = new ClusterFixture();
		this.one = new MeteredServer(this.cluster.start(MeteredServer.Meters.class));
		this.two = new MeteredServer(this.cluster.start(MeteredServer.Meters.class));
	}

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	private static void awaitValue(MeteredServer server, double expected, P2pMeters meter, String... tags) {
		await().untilAsserted(() -> assertThat(server.value(meter, tags)).isEqualTo(expected));
	}

	@Test
	void whatIsAppendedCountsAtTheServerThatDoesItAndItsLagAtTheOther() {
		try (ClusterClient alice = ClusterClient.open(this.one.server(), "r");
				ClusterClient bob = ClusterClient.open(this.two.server(), "r")) {
			awaitValue(this.one, 2, P2pMeters.CLUSTER_NODES);
			awaitValue(this.two, 2, P2pMeters.CLUSTER_NODES);
			double before = this.two.value(P2pMeters.CLUSTER_APPEND);
			double seen = this.two.value(P2pMeters.CLUSTER_LAG);
			alice.say("r", "text");
			bob.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(this.two.value(P2pMeters.CLUSTER_LAG)).isGreaterThan(seen);
			assertThat(this.two.value(P2pMeters.CLUSTER_APPEND)).isEqualTo(before);
			await().untilAsserted(() -> assertThat(this.one.value(P2pMeters.CLUSTER_APPEND)).isGreaterThanOrEqualTo(2));
			assertThat(this.one.value(P2pMeters.CLUSTER_BATCH)).isEqualTo(this.one.value(P2pMeters.CLUSTER_APPEND));
		}
	}

	@Test
	void waysCountAtTheServerOfTheirSender() {
		try (ClusterClient alice = ClusterClient.open(this.one.server(), "r");
				ClusterClient carol = ClusterClient.open(this.one.server(), "r");
				TestClient bob = TestClient.library(this.two.server(), "r")) {
			assertThat(alice.id()).isNotEqualTo(carol.id());
			awaitValue(this.one, 4, P2pMeters.LINKS, "path", "relay");
			awaitValue(this.two, 2, P2pMeters.LINKS, "path", "relay");
			bob.askAll("p2p:path", Map.of("room", "r", "to", alice.id(), "epoch", 1));
			awaitValue(this.two, 1, P2pMeters.LINKS, "path", "webrtc");
			awaitValue(this.two, 1, P2pMeters.LINKS, "path", "relay");
			assertThat(this.one.value(P2pMeters.LINKS, "path", "webrtc")).isZero();
			assertThat(this.one.value(P2pMeters.LINKS, "path", "relay")).isEqualTo(4);
		}
	}

	@Test
	void aTakeoverCountsOnceAtTheServerThatTakesOver() {
		try (ClusterClient alice = ClusterClient.open(this.one.server(), "r")) {
			ClusterFixture.kill(this.one.server());
			alice.lose();
			assertThat(alice.connect(this.two.server()).getBoolean("resumed")).isTrue();
			assertThat(this.two.value(P2pMeters.CLUSTER_TAKEOVERS)).isEqualTo(1);
			awaitValue(this.two, 1, P2pMeters.CLUSTER_NODES);
		}
	}

	@Test
	@Timeout(60)
	void aGapAndALossCountWhereTheyAreSeen() {
		try (ClusterClient alice = ClusterClient.open(this.one.server(), "r");
				ClusterClient bob = ClusterClient.open(this.two.server(), "r")) {
			int said = 0;
			while (this.two.value(P2pMeters.CLUSTER_GAPS) == 0) {
				this.cluster.redis().commands().clientKill(KillArgs.Builder.typePubsub());
				for (int i = 0; i < 20; i++) {
					alice.say("r", said++);
				}
				int all = said;
				bob.listenUntil((client) -> client.texts().size() == all);
			}
			assertThat(this.two.value(P2pMeters.CLUSTER_LOSSES)).isZero();
			this.cluster.redis().commands().flushall();
			alice.say("r", "text");
			awaitValue(this.one, 1, P2pMeters.CLUSTER_LOSSES);
			bob.say("r", "text");
			awaitValue(this.two, 1, P2pMeters.CLUSTER_LOSSES);
		}
	}

}
