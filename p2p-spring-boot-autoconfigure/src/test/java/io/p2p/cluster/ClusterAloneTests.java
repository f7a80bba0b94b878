package io.p2p.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.p2p.annotation.PeerLeft;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.health.P2pHealthIndicator;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomOptions;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that starts without Redis and joins the others later, and one that is stopped
 * and started again.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterAloneTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private ClusterFixture cluster;

	@BeforeEach
	void start() {
		this.cluster = new ClusterFixture();
	}

	@AfterEach
	void end() {
		this.cluster.close();
	}

	private TestServer startAlone() {
		this.cluster.redis().kill();
		return this.cluster.start(Hall.class, "p2p.cluster.required=false", "logging.level.io.p2p.cluster.memory=info");
	}

	private void letJoin(TestServer server) {
		this.cluster.redis().run();
		await().atMost(PATIENCE).until(() -> !server.bean(ClusterStatus.class).isAlone());
	}

	private static Map<String, Object> health(TestServer server) {
		return server.bean(P2pHealthIndicator.class).health().getDetails();
	}

	private static ClusterClient comeBack(ClusterClient client, TestServer server, String... rooms) {
		client.awaitClose();
		assertThat(client.connect(server).getBoolean("resumed")).isFalse();
		List.of(rooms).forEach(client::join);
		return client;
	}

	@Test
	void whenRedisIsNotThereThenTheServerRunsAloneAndJoinsTheOthersLater(CapturedOutput output) {
		TestServer one = startAlone();
		assertThat(one.bean(P2pHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
		assertThat(health(one)).containsEntry("alone", true).containsEntry("redis", false);
		try (ClusterClient alice = ClusterClient.open(one, "hall");
				ClusterClient bob = ClusterClient.open(one, "hall")) {
			alice.say("hall", "hello");
			alice.say("hall", "x".repeat(300_000));
			bob.listenUntil((client) -> client.texts().size() == 2);
			assertThat(bob.texts()).containsExactly("hello", "x".repeat(300_000));
			bob.lose();
			alice.say("hall", "are you there?");
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			bob.listenUntil((client) -> client.texts().size() == 3);
			alice.listenUntil((client) -> client.unconfirmed() == 0);
			String left = alice.id();
			letJoin(one);
			comeBack(alice, one, "hall");
			comeBack(bob, one, "hall");
			assertThat(health(one)).containsEntry("alone", false).containsEntry("redis", true);
			assertThat(output).contains("Redis at 127.0.0.1:" + this.cluster.redis().port() + " cannot be reached",
					"has joined the others as " + one.bean(ClusterStore.class).node());
			assertThat(output.getAll().split("runs alone", -1)).hasSize(2);
			await().untilAsserted(() -> assertThat(one.bean(Hall.class).left).contains(left));
			assertThat(output).doesNotContain("ERROR");
			assertThat(one.bean(Hall.class).readiness).doesNotContain(ReadinessState.REFUSING_TRAFFIC);
			try (ClusterClient carol = ClusterClient.open(this.cluster.start(), "hall")) {
				carol.say("hall", "from elsewhere");
				bob.listenUntil((client) -> client.texts().size() == 4);
				alice.listenUntil((client) -> client.texts().size() == 1);
				bob.say("hall", "hello again");
				carol.listenUntil((client) -> client.texts().size() == 1);
				alice.listenUntil((client) -> client.texts().size() == 2);
				assertThat(alice.texts()).containsExactly("from elsewhere", "hello again");
			}
		}
	}

	@Test
	void whenServerIsAloneThenHandlersAndPlainClientsAreServed() {
		TestServer one = startAlone();
		try (TestClient plain = TestClient.webSocket(one); ClusterClient alice = ClusterClient.open(one, "")) {
			plain.emit("text", "hello");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			alice.say("", "hi");
			assertThat(plain.awaitEvent("text")).containsExactly("hi");
			plain.emit("shout", "hello");
			alice.listenUntil((client) -> client.texts().size() == 2);
			assertThat(alice.texts()).containsExactly("hello", "HELLO");
			letJoin(one);
			plain.awaitEvent("disconnect");
			comeBack(alice, one, "");
			try (TestClient again = TestClient.webSocket(one)) {
				again.emit("text", "back");
				alice.listenUntil((client) -> client.texts().size() == 3);
			}
		}
	}

	@Test
	void whenPeerIsInNoRoomThenItGoesOnWhenItsServerJoins() {
		TestServer one = startAlone();
		try (ClusterClient alice = ClusterClient.open(one)) {
			String id = alice.id();
			letJoin(one);
			alice.join("hall");
			alice.lose();
			assertThat(alice.connect(this.cluster.start()).getBoolean("resumed")).isTrue();
			assertThat(alice.id()).isEqualTo(id);
		}
	}

	@Test
	void whenLogIsLostThenARoomIsOpenedAgain() {
		TestServer one = startAlone();
		RoomManager rooms = one.bean(RoomManager.class);
		assertThat(rooms.open("small", RoomOptions.maxPeers(1))).succeedsWithin(PATIENCE);
		letJoin(one);
		TestServer two = this.cluster.start();
		try (ClusterClient alice = ClusterClient.open(one); ClusterClient bob = ClusterClient.open(two)) {
			await().until(() -> rooms.find("small") != null);
			assertThat(alice.join("small").has("code")).isFalse();
			assertThat(bob.join("small").getString("code")).isEqualTo("room-full");
			this.cluster.redis().commands().flushall();
			alice.say("small", "hello?");
			comeBack(alice, one);
			await().until(() -> rooms.find("small") != null);
			assertThat(alice.join("small").has("code")).isFalse();
			assertThat(bob.join("small").getString("code")).isEqualTo("room-full");
		}
	}

	@Test
	void whenContextIsStoppedAndStartedThenItsServerBeginsEmptyAndPeersComeBack() {
		TestServer one = this.cluster.start();
		TestServer two = this.cluster.start();
		String node = one.bean(ClusterStatus.class).node();
		try (ClusterClient alice = ClusterClient.open(one, "hall");
				ClusterClient bob = ClusterClient.open(two, "hall")) {
			PeerId id = new PeerId(alice.id());
			one.stop();
			alice.awaitClose();
			assertThat(one.bean(RoomManager.class).rooms()).isEmpty();
			assertThat(one.bean(PeerRegistry.class).find(id)).isNull();
			assertThat(one.bean(PeerNamespaceHandler.class).counts().detached()).isZero();
			bob.say("hall", "are you there?");
			one.restart();
			assertThat(one.bean(ClusterStatus.class).node()).isNotEqualTo(node);
			await().until(() -> two.bean(ClusterStatus.class).nodes().contains(one.bean(ClusterStatus.class).node()));
			assertThat(alice.connect(one).getBoolean("resumed")).isTrue();
			alice.listenUntil((client) -> !client.texts().isEmpty());
			alice.say("hall", "back");
			bob.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(bob.heard("peer-disconnect")).isEmpty();
		}
	}

	@Test
	void whenContextOfAServerThatIsAloneIsStartedAgainThenNothingOfBeforeIsThere() {
		TestServer one = startAlone();
		try (ClusterClient alice = ClusterClient.open(one, "hall")) {
			one.stop();
			alice.awaitClose();
			one.restart();
			assertThat(one.bean(ClusterStatus.class).isAlone()).isTrue();
			comeBack(alice, one, "hall");
			letJoin(one);
			comeBack(alice, one, "hall");
			JSONObject again = alice.join("hall");
			assertThat(again.has("code")).isFalse();
		}
	}

	@Component
	static class Hall {

		private final List<String> left = new CopyOnWriteArrayList<>();

		private final List<ReadinessState> readiness = new CopyOnWriteArrayList<>();

		@PeerMessageHandler("shout")
		String shout(String text) {
			return text.toUpperCase(Locale.ROOT);
		}

		@PeerLeft
		void left(Peer peer) {
			this.left.add(peer.id().value());
		}

		@EventListener
		void ready(AvailabilityChangeEvent<ReadinessState> event) {
			this.readiness.add(event.getState());
		}

	}

}
