package io.p2p.cluster;

import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.peer.PeerId;
import io.p2p.peer.PeerProfile;
import io.p2p.room.RoomManager;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What peers are told of who the others are, at other servers.
 */
class ClusterProfileTests {

	private static ClusterFixture cluster;

	private static TestServer one;

	private static TestServer two;

	@BeforeAll
	static void start() {
		cluster = new ClusterFixture();
		one = cluster.start(ClusterFixture.Tokens.class, Profiles.class, "test.server=one");
		two = cluster.start(ClusterFixture.Tokens.class, Profiles.class, "test.server=two");
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void whenPeerIsAtAnotherServerThenItIsKnownByTheProfileThatThatOneHasOfIt() {
		try (ClusterClient alice = ClusterClient.login("alice", one, "known");
				ClusterClient bob = ClusterClient.login("bob", two)) {
			assertThat(users(bob.join("known"))).isEqualTo(Map.of(alice.id(), Map.of("alice", "one")));
			alice.listenUntil((client) -> !client.heard("peer-connect").isEmpty());
			assertThat(alice.heard("peer-connect").get(0).getJSONObject(1).getJSONObject("user").toMap())
				.isEqualTo(Map.of("bob", "two"));
			assertThat(one.bean(RoomManager.class).find("known").member(new PeerId(bob.id())).peer().user().text())
				.isEqualTo("{\"bob\":\"two\"}");
		}
	}

	@Test
	void whenPeerComesBackElsewhereThenItIsKnownByItsLatestProfile() {
		try (ClusterClient carol = ClusterClient.login("carol", two, "back");
				ClusterClient alice = ClusterClient.login("alice", two, "back");
				ClusterClient bob = ClusterClient.login("bob", two)) {
			alice.lose();
			assertThat(alice.connect(one).getBoolean("resumed")).isTrue();
			alice.say("back", "here");
			carol.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(users(bob.join("back")))
				.isEqualTo(Map.of(carol.id(), Map.of("carol", "two"), alice.id(), Map.of("alice", "one")));
		}
	}

	private static Map<String, Object> users(JSONObject welcome) {
		JSONObject users = new JSONObject();
		welcome.getJSONArray("peers")
			.forEach((peer) -> users.put(((JSONObject) peer).getString("peerId"), ((JSONObject) peer).get("user")));
		return users.toMap();
	}

	@Configuration(proxyBeanMethods = false)
	static class Profiles {

		@Bean
		PeerProfile profile(@Value("${test.server}") String server) {
			return (peer) -> Map.of(peer.principal().getName(), server);
		}

	}

}
