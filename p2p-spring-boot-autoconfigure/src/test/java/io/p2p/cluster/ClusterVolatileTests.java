package io.p2p.cluster;

import java.util.List;
import java.util.Map;

import org.json.JSONArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.room.RoomManager;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events that are worth something only now, and peers at several servers.
 */
class ClusterVolatileTests {

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
	void whenPeersAreAtOtherServersThenTheyHearItInTheirFormPastTheLog() {
		try (ClusterClient alice = ClusterClient.open(one, "");
				ClusterClient bob = ClusterClient.open(two, "");
				TestClient plain = TestClient.webSocket(two)) {
			alice.listenUntil((client) -> client.heard("peer-connect").size() == 2);
			Object before = one.bean(RoomManager.class).find("").position();
			send(alice, Map.of("n", 5), "move", 1);
			bob.listenUntil((client) -> !client.heard("p2p:volatile").isEmpty());
			JSONArray heard = bob.heard("p2p:volatile").get(0);
			assertThat(heard.getJSONObject(1).toMap()).isEqualTo(Map.of("room", "", "from", alice.id(), "n", 5));
			assertThat(heard.toList().subList(2, 4)).containsExactly("move", 1);
			assertThat(plain.awaitEvent("move")).containsExactly(1);
			assertThat(one.bean(RoomManager.class).find("").position()).isEqualTo(before);
		}
	}

	@Test
	void whenPeersAreSkippedOrOneIsAddressedThenOnlyTheOthersOrThatOneHearIt() {
		try (ClusterClient alice = ClusterClient.open(one, "some");
				ClusterClient bob = ClusterClient.open(two, "some");
				ClusterClient carol = ClusterClient.open(two, "some")) {
			alice.listenUntil((client) -> client.heard("peer-connect").size() == 2);
			send(alice, Map.of("room", "some", "n", 1, "skip", List.of(bob.id())), "move");
			send(alice, Map.of("room", "some", "n", 2, "to", bob.id()), "move");
			send(alice, Map.of("room", "some", "n", 3, "to", "nobody"), "move");
			send(alice, Map.of("room", "some", "n", 4), "move");
			bob.listenUntil((client) -> numbers(client).contains(4));
			carol.listenUntil((client) -> numbers(client).contains(4));
			assertThat(numbers(bob)).containsExactly(2, 4);
			assertThat(numbers(carol)).containsExactly(1, 4);
			assertThat(numbers(alice)).isEmpty();
		}
	}

	@Test
	void whenReceiverIsLostThenItGetsNoneWhereverItComesBackAndAllThatCounts() {
		try (ClusterClient alice = ClusterClient.open(one, "lost");
				ClusterClient bob = ClusterClient.open(two, "lost")) {
			alice.listenUntil((client) -> !client.heard("peer-connect").isEmpty());
			bob.lose();
			alice.listenUntil((client) -> !client.heard("p2p:lost").isEmpty());
			send(alice, Map.of("room", "lost", "n", 1), "move");
			alice.say("lost", "for later");
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			send(alice, Map.of("room", "lost", "n", 2), "move");
			bob.listenUntil((client) -> !client.texts().isEmpty() && !numbers(client).isEmpty());
			assertThat(numbers(bob)).containsExactly(2);
			alice.say("lost", "more");
			bob.listenUntil((client) -> client.texts().size() == 2);
			assertThat(bob.texts()).containsExactly("for later", "more");
		}
	}

	private static void send(ClusterClient client, Object... arguments) {
		client.ask("p2p:volatile", arguments);
	}

	private static List<Integer> numbers(ClusterClient client) {
		return client.heard("p2p:volatile").stream().map((event) -> event.getJSONObject(1).getInt("n")).toList();
	}

}
