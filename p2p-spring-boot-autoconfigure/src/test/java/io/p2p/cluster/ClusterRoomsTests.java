package io.p2p.cluster;

import java.time.Duration;
import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.actuate.P2pDescriptor;
import io.p2p.actuate.P2pEndpoint;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomOptions;
import io.p2p.room.replica.ClusterRoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that manages rooms and peers from a server that has none of them.
 */
class ClusterRoomsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static ClusterFixture cluster;

	private static TestServer one;

	private static TestServer two;

	private static TestServer manager;

	private static RoomManager rooms;

	@BeforeAll
	static void start() {
		cluster = new ClusterFixture();
		one = cluster.start();
		two = cluster.start();
		manager = cluster.start();
		rooms = manager.bean(RoomManager.class);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	private static PeerId id(ClusterClient client) {
		return new PeerId(client.id());
	}

	private static Peer peer(TestServer server, String room, String id) {
		return server.bean(RoomManager.class).find(room).member(new PeerId(id)).peer();
	}

	private static void awaitEvent(ClusterClient client, String event) {
		client.listenUntil((it) -> !it.heard(event).isEmpty());
	}

	private static JSONObject error(ClusterClient client) {
		awaitEvent(client, "peer-error");
		return client.heard("peer-error").get(0).getJSONObject(1);
	}

	private static Map<?, ?> invitations(TestServer server) {
		Object memberships = ReflectionTestUtils.getField(server.bean(RoomManager.class), "memberships");
		return (Map<?, ?>) ReflectionTestUtils.getField(memberships, "invitations");
	}

	@Test
	void whenPeerOfAnotherServerIsDisconnectedThenItLeavesAllItsRoomsForGood() {
		try (ClusterClient alice = ClusterClient.open(one, "kick");
				ClusterClient carol = ClusterClient.open(two, "other");
				ClusterClient bob = ClusterClient.open(two, "kick", "other")) {
			awaitEvent(alice, "peer-connect");
			String id = bob.id();
			peer(one, "kick", id).disconnect();
			bob.awaitClose();
			awaitEvent(alice, "peer-disconnect");
			awaitEvent(carol, "peer-disconnect");
			assertThat(bob.connect(one).getBoolean("resumed")).isFalse();
			assertThat(bob.id()).isNotEqualTo(id);
		}
	}

	@Test
	void whenServerOfPeerIsDeadThenThatItIsDisconnectedTakesEffectAtOnce() {
		TestServer victim = cluster.start();
		try (ClusterClient alice = ClusterClient.open(one, "dead");
				ClusterClient carol = ClusterClient.open(two, "grave");
				ClusterClient bob = ClusterClient.open(victim, "dead", "grave")) {
			awaitEvent(alice, "peer-connect");
			String id = bob.id();
			await().until(() -> one.bean(ClusterRoomManager.class)
				.findRoomsOf(new PeerId(id))
				.toCompletableFuture()
				.join()
				.size() == 2);
			ClusterFixture.kill(victim);
			peer(one, "dead", id).disconnect();
			awaitEvent(alice, "peer-disconnect");
			awaitEvent(carol, "peer-disconnect");
			bob.lose();
			assertThat(bob.connect(two).getBoolean("resumed")).isFalse();
			assertThat(bob.id()).isNotEqualTo(id);
		}
	}

	@Test
	void whenPlainPeerOfAnotherServerIsDisconnectedThenItsConnectionEnds() {
		try (TestClient plain = TestClient.webSocket(two); ClusterClient alice = ClusterClient.open(one, "")) {
			peer(one, "", plain.id()).disconnect();
			plain.awaitEvent("disconnect");
			awaitEvent(alice, "peer-disconnect");
		}
	}

	@Test
	void whenRoomIsOpenedFromAServerWithoutMembersThenItsLimitHoldsAtAllServers() {
		assertThat(rooms.open("full", RoomOptions.maxPeers(1))).succeedsWithin(PATIENCE);
		try (ClusterClient alice = ClusterClient.open(one, "full");
				ClusterClient bob = ClusterClient.open(two, "hall")) {
			assertThat(bob.join("full").getString("code")).isEqualTo("room-full");
			assertThat(rooms.move(id(bob), "hall", "full")).succeedsWithin(PATIENCE).isEqualTo(true);
			assertThat(error(bob).getString("code")).isEqualTo("moved");
			assertThat(error(bob).getString("to")).isEqualTo("full");
			assertThat(invitations(two)).hasSize(1);
			assertThat(invitations(one)).isEmpty();
			assertThat(invitations(manager)).isEmpty();
			assertThat(bob.join("full").has("code")).isFalse();
			assertThat(invitations(two)).isEmpty();
			awaitEvent(alice, "peer-connect");
			assertThat(rooms.remove("full", id(bob), "Be nice")).succeedsWithin(PATIENCE).isEqualTo(true);
			assertThat(rooms.remove("full", id(bob))).succeedsWithin(PATIENCE).isEqualTo(false);
			awaitEvent(alice, "peer-disconnect");
			assertThat(bob.join("full").getString("code")).isEqualTo("room-full");
			assertThat(rooms.find("full")).isNotNull();
			assertThat(rooms.close("full", "Good night")).succeedsWithin(PATIENCE).isEqualTo(true);
			assertThat(rooms.close("full")).succeedsWithin(PATIENCE).isEqualTo(false);
			assertThat(error(alice).getString("code")).isEqualTo("room-closed");
		}
		await().until(() -> rooms.rooms().isEmpty());
	}

	@Test
	void whenInvitedPeerGoesToAnotherServerThenNothingIsKeptOfIt() {
		try (ClusterClient bob = ClusterClient.open(two, "hall", "stays")) {
			assertThat(rooms.move(id(bob), "hall", "library")).succeedsWithin(PATIENCE).isEqualTo(true);
			assertThat(error(bob).getString("to")).isEqualTo("library");
			assertThat(invitations(two)).hasSize(1);
			bob.lose();
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			await().until(() -> invitations(two).isEmpty());
		}
	}

	@Test
	void whenPlainPeerOfAnotherServerIsMovedThenItIsThereAtOnce() {
		try (TestClient plain = TestClient.webSocket(two); ClusterClient alice = ClusterClient.open(one, "den")) {
			PeerId id = new PeerId(plain.id());
			assertThat(rooms.move(id, "", "den")).succeedsWithin(PATIENCE).isEqualTo(true);
			awaitEvent(alice, "peer-connect");
			plain.emit("text", "hello");
			alice.listenUntil((client) -> !client.texts().isEmpty());
			Room den = two.bean(RoomManager.class).find("den");
			assertThat(den.member(id).plain()).isTrue();
			assertThat(two.bean(RoomManager.class).roomsOf(id)).containsExactly(den);
			assertThat(rooms.remove("den", id)).succeedsWithin(PATIENCE).isEqualTo(true);
			awaitEvent(alice, "peer-disconnect");
		}
	}

	@Test
	void whenOperatorLooksAtRoomThenMembersAtOtherServersHaveTheirServersName() {
		try (ClusterClient alice = ClusterClient.open(one, "mesh");
				ClusterClient bob = ClusterClient.open(two, "mesh")) {
			awaitEvent(alice, "peer-connect");
			P2pEndpoint endpoint = new P2pEndpoint(one.bean(PeerNamespaceHandler.class), one.bean(RoomManager.class),
					Show.ALWAYS);
			P2pDescriptor.Rooms list = (P2pDescriptor.Rooms) endpoint.rooms(null, null, null);
			assertThat(list.server()).isEqualTo(one.bean(ClusterStore.class).node());
			assertThat(list.rooms()).contains(new P2pDescriptor.RoomSummary("mesh", 2));
			P2pDescriptor.Mesh mesh = (P2pDescriptor.Mesh) endpoint.rooms("mesh", null, null);
			assertThat(mesh.peers()).filteredOn((peer) -> two.bean(ClusterStore.class).node().equals(peer.server()))
				.extracting(P2pDescriptor.PeerSummary::id)
				.containsExactly(bob.id());
			assertThat(mesh.peers()).filteredOn((peer) -> peer.server() == null)
				.extracting(P2pDescriptor.PeerSummary::id)
				.containsExactly(alice.id());
			assertThat(mesh.peers())
				.allSatisfy((peer) -> assertThat(peer.values().remoteAddress()).isEqualTo("127.0.0.1"));
			assertThat(endpoint.peer(bob.id()).server()).isEqualTo(two.bean(ClusterStore.class).node());
			assertThat(endpoint.remove(bob.id(), null)).containsEntry("removed", 1);
			bob.awaitClose();
		}
	}

}
