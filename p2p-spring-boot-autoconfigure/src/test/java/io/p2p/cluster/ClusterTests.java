package io.p2p.cluster;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.support.ClusterClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers of one room at several servers.
 */
class ClusterTests {

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

	@Test
	void whenPeersAreAtTwoServersThenTheySeeAndHearEachOther() {
		try (ClusterClient alice = ClusterClient.open(one, "kitchen");
				ClusterClient bob = ClusterClient.open(two, "kitchen")) {
			alice.listenUntil((client) -> !client.heard("peer-connect").isEmpty());
			assertThat(alice.heard("peer-connect").get(0).getJSONObject(1).getString("peerId")).isEqualTo(bob.id());
			alice.say("kitchen", "hello");
			bob.listenUntil((client) -> !client.texts().isEmpty());
			bob.say("kitchen", "hi");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(alice.texts()).containsExactly("hi");
			assertThat(bob.texts()).containsExactly("hello");
			bob.leave();
			alice.listenUntil((client) -> !client.heard("peer-disconnect").isEmpty());
		}
	}

	@Test
	void whenPeerComesBackAtAnotherServerThenNothingIsLostAndNobodySawItLeave() {
		try (ClusterClient alice = ClusterClient.open(one, "hall");
				ClusterClient bob = ClusterClient.open(two, "hall")) {
			String id = bob.id();
			say(alice, 0, 10);
			bob.listenUntil((client) -> client.texts().size() == 10);
			bob.lose();
			say(alice, 10, 30);
			JSONObject answer = bob.connect(one);
			assertThat(answer.getBoolean("resumed")).as("%s", answer).isTrue();
			assertThat(bob.id()).isEqualTo(id);
			say(alice, 30, 40);
			bob.listenUntil((client) -> client.texts().size() == 40);
			assertThat(bob.texts()).isEqualTo(numbers(40));
			bob.say("hall", "back");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(alice.heard("peer-disconnect")).isEmpty();
		}
	}

	@Test
	void whenAWelcomeIsLostWithItsServerThenWhatCameBehindItComesBeforeTheNextOne() {
		try (ClusterClient alice = ClusterClient.open(one, "attic");
				ClusterClient bob = ClusterClient.open(one, "hall")) {
			bob.request("p2p:join", Map.of("room", "attic", "webrtc", false));
			alice.listenUntil((client) -> client.heard("peer-connect").size() == 1);
			bob.lose();
			alice.say("attic", "are you there?");
			alice.listenUntil((client) -> client.heard("p2p:lost").size() == 1);
			assertThat(bob.connect(two).getBoolean("resumed")).isTrue();
			bob.join("attic");
			assertThat(bob.texts()).containsExactly("are you there?");
			bob.say("attic", "yes");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(alice.heard("peer-disconnect")).isEmpty();
		}
	}

	private static void say(ClusterClient client, int from, int to) {
		IntStream.range(from, to).forEach((number) -> client.say("hall", number));
	}

	private static List<Object> numbers(int count) {
		return IntStream.range(0, count).<Object>mapToObj((number) -> number).toList();
	}

}
