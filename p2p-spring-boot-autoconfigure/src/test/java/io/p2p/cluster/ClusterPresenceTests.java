package io.p2p.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerLeft;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.PeerJoinedEvent;
import io.p2p.room.PeerLeftEvent;
import io.p2p.room.RoomManager;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which server tells its application who comes and goes.
 */
class ClusterPresenceTests {

	private static ClusterFixture cluster;

	private static TestServer one;

	private static TestServer two;

	@BeforeAll
	static void start() {
		cluster = new ClusterFixture();
		one = server();
		two = server();
	}

	private static TestServer server() {
		return cluster.start(Reception.class, "p2p.recovery.window=2s");
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	private static List<String> told(TestServer server, String id) {
		return server.bean(Reception.class).told.stream().filter((line) -> line.endsWith(id)).sorted().toList();
	}

	private static List<String> told(String id) {
		return Stream.of(one, two).flatMap((server) -> told(server, id).stream()).toList();
	}

	private static void awaitEvent(ClusterClient client, String event) {
		client.listenUntil((it) -> !it.heard(event).isEmpty());
	}

	@Test
	void whenPeerComesAndGoesThenItsOwnServerSaysSo() {
		try (ClusterClient alice = ClusterClient.open(one, "own")) {
			ClusterClient bob = ClusterClient.open(two, "own");
			String id = bob.id();
			awaitEvent(alice, "peer-connect");
			await().untilAsserted(
					() -> assertThat(told(two, id)).containsExactly("event joined " + id, "method joined " + id));
			bob.leave();
			awaitEvent(alice, "peer-disconnect");
			await().untilAsserted(() -> assertThat(told(two, id)).hasSize(4));
			assertThat(told(one, id)).isEmpty();
		}
	}

	@Test
	void whenPeerComesBackElsewhereThenItHasNotJoinedAnewAndLeavesThere() {
		try (ClusterClient alice = ClusterClient.open(one, "back")) {
			ClusterClient bob = ClusterClient.open(two, "back");
			String id = bob.id();
			bob.lose();
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			bob.say("back", "here");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			bob.leave();
			awaitEvent(alice, "peer-disconnect");
			await().untilAsserted(
					() -> assertThat(told(one, id)).containsExactly("event left " + id, "method left " + id));
			assertThat(told(two, id)).containsExactly("event joined " + id, "method joined " + id);
		}
	}

	@Test
	void whenServerOfPeerIsDeadAndTheWindowIsOverThenOneOfTheOthersSaysSo() {
		TestServer victim = server();
		try (ClusterClient alice = ClusterClient.open(one, "dead");
				ClusterClient carol = ClusterClient.open(two, "dead");
				ClusterClient bob = ClusterClient.open(victim, "dead")) {
			String id = bob.id();
			awaitEvent(alice, "peer-connect");
			ClusterFixture.kill(victim);
			bob.lose();
			awaitEvent(alice, "peer-disconnect");
			awaitEvent(carol, "peer-disconnect");
			await().untilAsserted(() -> assertThat(told(id)).containsExactly("event left " + id, "method left " + id));
			assertThat(told(victim, id)).containsExactly("event joined " + id, "method joined " + id);
		}
	}

	@Test
	void whenAnotherServerRemovesPeerThenItsOwnServerSaysSo() {
		try (ClusterClient alice = ClusterClient.open(one, "removed");
				ClusterClient bob = ClusterClient.open(two, "removed")) {
			awaitEvent(alice, "peer-connect");
			one.bean(RoomManager.class).remove("removed", new PeerId(bob.id()));
			awaitEvent(alice, "peer-disconnect");
			await().untilAsserted(() -> assertThat(told(two, bob.id())).hasSize(4));
			assertThat(told(one, bob.id())).isEmpty();
		}
	}

	@Test
	void whenPlainPeerBecomesLibraryPeerThenItHasNotJoinedTwice() {
		try (TestClient plain = TestClient.webSocket(two)) {
			plain.ask("p2p:join", Map.of("room", "", "webrtc", true));
			plain.ask("p2p:join", Map.of("room", "next", "webrtc", true));
			String id = plain.id();
			await().untilAsserted(() -> assertThat(told(two, id)).hasSize(4));
			plain.socket().close();
			await().untilAsserted(() -> assertThat(told(two, id)).hasSize(8));
		}
	}

	@Component
	static class Reception {

		final List<String> told = new CopyOnWriteArrayList<>();

		@PeerJoined
		void joined(Peer peer) {
			this.told.add("method joined " + peer.id().value());
		}

		@PeerLeft
		void left(Peer peer) {
			this.told.add("method left " + peer.id().value());
		}

		@EventListener
		void on(PeerJoinedEvent event) {
			this.told.add("event joined " + event.member().id().value());
		}

		@EventListener
		void on(PeerLeftEvent event) {
			this.told.add("event left " + event.member().id().value());
		}

	}

}
