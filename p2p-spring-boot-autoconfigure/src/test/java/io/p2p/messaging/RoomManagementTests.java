package io.p2p.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomOptions;
import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients notice when the application manages rooms.
 */
class RoomManagementTests {

	private final TestServer server = TestServer.start(NobodyInTheAttic.class);

	private final RoomManager rooms = this.server.bean(RoomManager.class);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenRoomIsFullThenJoinIsRefused() {
		this.rooms.open("room", RoomOptions.maxPeers(1).withNumClients(0));
		try (TestClient first = TestClient.library(this.server);
				TestClient second = TestClient.library(this.server, "other")) {
			assertThat(first.ask("p2p:join", Map.of("room", "room", "webrtc", true)).getInt("numClients")).isZero();
			assertThat(second.ask("p2p:join", Map.of("room", "room", "webrtc", true)).getString("code"))
				.isEqualTo("room-full");
			assertThat(this.rooms.rooms()).extracting(Room::name).containsExactlyInAnyOrder("room", "other");
		}
	}

	@Test
	void whenRoomIsClosedThenItsMembersAreToldAndNobodyIsInIt() {
		try (TestClient a = TestClient.library(this.server, "room");
				TestClient b = TestClient.library(this.server, "room")) {
			assertThat(this.rooms.close("room", "Good night")).isCompletedWithValue(true);
			for (TestClient client : List.of(a, b)) {
				assertThat(((JSONObject) client.awaitEvent("peer-error").get(0)).toMap())
					.isEqualTo(Map.of("room", "room", "code", "room-closed", "message", "Good night", "left", true));
				assertThat(client.ask("p2p:msg", Map.of("room", "room"), "x").getString("code"))
					.isEqualTo("not-a-member");
			}
			assertThat(this.rooms.find("room")).isNull();
			assertThat(a.heard("peer-disconnect")).isEmpty();
			a.ask("p2p:join", Map.of("room", "room", "webrtc", true));
			assertThat(this.rooms.find("room").members()).hasSize(1);
		}
	}

	@Test
	void whenPeerIsRemovedThenItIsToldWhyAndTheOthersThatItHasLeft() {
		try (TestClient a = TestClient.library(this.server, "room");
				TestClient b = TestClient.library(this.server, "room")) {
			assertThat(this.rooms.remove("room", id(a), "Be nice")).isCompletedWithValue(true);
			assertThat(((JSONObject) a.awaitEvent("peer-error").get(0)).toMap())
				.isEqualTo(Map.of("room", "room", "code", "removed", "message", "Be nice", "left", true));
			assertThat(((JSONObject) b.awaitEvent("peer-disconnect").get(0)).getString("peerId")).isEqualTo(a.id());
			assertThat(a.ask("p2p:msg", Map.of("room", "room"), "x").getString("code")).isEqualTo("not-a-member");
			assertThat(a.socket().connected()).isTrue();
		}
	}

	@Test
	void whenLostPeerIsRemovedThenItLearnsOfItWhenItIsBack() {
		try (SessionClient client = SessionClient.open(this.server, "room")) {
			client.lose();
			assertThat(this.rooms.remove("room", new PeerId(client.id()))).isCompletedWithValue(true);
			client.comeBack();
			client.listenUntil((one) -> !one.heard("peer-error").isEmpty());
			JSONArray error = client.heard("peer-error").get(0);
			assertThat(error.getJSONObject(1).getString("code")).isEqualTo("removed");
		}
	}

	@Test
	void whenLibraryPeerIsMovedThenItIsToldWhereToGoAndLetIn() {
		try (TestClient a = TestClient.library(this.server, "room")) {
			Map<String, Object> attic = Map.of("room", "attic", "webrtc", true);
			assertThat(a.ask("p2p:join", attic).getString("code")).isEqualTo("room-refused");
			assertThat(this.rooms.move(id(a), "room", "attic")).isCompletedWithValue(true);
			JSONObject error = (JSONObject) a.awaitEvent("peer-error").get(0);
			assertThat(error.toMap()).containsEntry("code", "moved")
				.containsEntry("room", "room")
				.containsEntry("to", "attic")
				.containsEntry("left", true);
			assertThat(a.ask("p2p:join", attic).getString("peerId")).isEqualTo(a.id());
			a.askAll("p2p:leave", Map.of("room", "attic"));
			assertThat(a.ask("p2p:join", attic).getString("code")).isEqualTo("room-refused");
		}
	}

	@Test
	void whenPlainPeerIsMovedThenItHearsAndIsHeardThere() {
		try (TestClient plain = TestClient.plain(this.server);
				TestClient left = TestClient.plain(this.server);
				TestClient library = TestClient.library(this.server, "room")) {
			assertThat(this.rooms.move(id(plain), Room.DEFAULT_NAME, "room")).isCompletedWithValue(true);
			assertThat(((JSONObject) left.awaitEvent("peer-disconnect").get(0)).getString("peerId"))
				.isEqualTo(plain.id());
			assertThat(((JSONObject) library.awaitEvent("peer-connect").get(0)).getBoolean("plain")).isTrue();
			plain.emit("x", 1);
			assertThat(library.awaitEvent("p2p:msg").subList(1, 3)).containsExactly("x", 1);
			library.emit("p2p:msg", Map.of("room", "room"), "y", 2);
			assertThat(plain.awaitEvent("y")).containsExactly(2);
			assertThat(plain.heard("peer-error")).isEmpty();
			assertThat(left.heard("x")).isEmpty();
			assertThat(this.rooms.move(id(plain), "room", Room.DEFAULT_NAME)).isCompletedWithValue(true);
			plain.emit("z");
			left.awaitEvent("z");
		}
	}

	@Test
	void whenPlainPeerThatWasMovedBecomesALibraryPeerThenItLeavesThatRoom() {
		try (TestClient plain = TestClient.plain(this.server); TestClient other = TestClient.plain(this.server)) {
			this.rooms.move(id(plain), Room.DEFAULT_NAME, "room");
			plain.ask("p2p:session", Map.of());
			assertThat(this.rooms.roomsOf(id(plain))).isEmpty();
			this.rooms.move(id(other), Room.DEFAULT_NAME, "room");
			other.ask("p2p:join", Map.of("room", "third", "webrtc", true));
			await().untilAsserted(
					() -> assertThat(this.rooms.roomsOf(id(other))).extracting(Room::name).containsExactly("third"));
		}
	}

	@Test
	void whenPlainPeerIsRemovedThenItIsToldAndItsEventsAreRefused() {
		try (TestClient plain = TestClient.plain(this.server); TestClient other = TestClient.plain(this.server)) {
			assertThat(this.rooms.remove(Room.DEFAULT_NAME, id(plain), "Out")).isCompletedWithValue(true);
			assertThat(((JSONObject) plain.awaitEvent("peer-error").get(0)).getString("code")).isEqualTo("removed");
			assertThat(plain.ask("x").getString("code")).isEqualTo("not-a-member");
			this.server.bean(PeerMessagingTemplate.class).toRoom(Room.DEFAULT_NAME).send("mark");
			other.awaitEvent("mark");
			assertThat(plain.heard("mark")).isEmpty();
		}
	}

	@Test
	void whenPeersJoinARoomThatIsClosedAgainAndAgainThenNothingStays() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			clients.add(TestClient.webSocket(this.server));
			clients.get(i).ask("p2p:session", Map.of());
		}
		CompletableFuture<?> closing = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 200; i++) {
				this.rooms.open("room");
				this.rooms.close("room");
			}
		});
		for (int i = 0; i < 100; i++) {
			for (TestClient client : clients) {
				client.emit("p2p:join", Map.of("room", "room", "webrtc", true));
			}
		}
		closing.join();
		clients.forEach((client) -> client.askAll("p2p:ice", Map.of()));
		clients.forEach(TestClient::close);
		await().untilAsserted(() -> assertThat(Census.of(this.server)).containsEntry("rooms.rooms", 0)
			.containsEntry("members.rooms", 0)
			.containsEntry("members.invitations", 0)
			.containsEntry("registry.peers", 0));
	}

	private static PeerId id(TestClient client) {
		return new PeerId(client.id());
	}

	@Configuration(proxyBeanMethods = false)
	static class NobodyInTheAttic {

		@Bean
		RoomAuthorizer atticIsLocked() {
			return (peer, room) -> !room.equals("attic");
		}

	}

}
