package io.p2p.cluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.support.ClusterClient;
import io.p2p.support.RawClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages that say that they have gone to another server than their session's.
 */
class ClusterFarewellTests {

	private static final String FAREWELL = "EIO=4&transport=polling&farewell=1";

	private static ClusterFixture cluster;

	private static TestServer one;

	private static TestServer two;

	@BeforeAll
	static void start() {
		cluster = new ClusterFixture();
		one = cluster.start();
		two = cluster.start();
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	private static void farewell(ClusterClient page) {
		assertThat(new RawClient(one).post(FAREWELL, page.session()).statusCode()).isEqualTo(200);
	}

	private static void awaitEvent(ClusterClient client, String event) {
		client.listenUntil((it) -> !it.heard(event).isEmpty());
	}

	@Test
	void whenPeerIsLostThenItLeavesAtOnce() {
		try (ClusterClient alice = ClusterClient.open(one, "lost");
				ClusterClient bob = ClusterClient.open(two, "lost")) {
			bob.lose();
			awaitEvent(alice, "p2p:lost");
			farewell(bob);
			awaitEvent(alice, "peer-disconnect");
			assertThat(bob.connect(one).getBoolean("resumed")).isFalse();
		}
	}

	@Test
	void whenPeerIsConnectedThenItLeavesWhenItsConnectionEnds() {
		try (ClusterClient alice = ClusterClient.open(one, "here");
				ClusterClient bob = ClusterClient.open(two, "here")) {
			farewell(bob);
			bob.say("here", "still here");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(alice.heard("peer-disconnect")).isEmpty();
			bob.lose();
			awaitEvent(alice, "peer-disconnect");
		}
	}

	@Test
	void whenPageComesBackThenItHasNotGone() {
		try (ClusterClient alice = ClusterClient.open(one, "back");
				ClusterClient bob = ClusterClient.open(two, "back")) {
			farewell(bob);
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			bob.lose();
			awaitEvent(alice, "p2p:lost");
			assertThat(bob.connect(two).getBoolean("resumed")).isTrue();
			bob.say("back", "again");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(alice.heard("peer-disconnect")).isEmpty();
		}
	}

	@Test
	void whenServerOfThePeerIsDeadThenItLeavesAsSoonAsThatIsKnown() {
		TestServer victim = cluster.start();
		try (ClusterClient alice = ClusterClient.open(one, "dead");
				ClusterClient bob = ClusterClient.open(victim, "dead")) {
			ClusterFixture.kill(victim);
			farewell(bob);
			awaitEvent(alice, "peer-disconnect");
			bob.lose();
		}
	}

	@Test
	void whenNobodyHasTheSessionThenNothingHappens() {
		assertThat(new RawClient(one).post(FAREWELL, "x".repeat(43)).statusCode()).isEqualTo(200);
		assertThat(new RawClient(one).post(FAREWELL, "").statusCode()).isEqualTo(200);
	}

}
