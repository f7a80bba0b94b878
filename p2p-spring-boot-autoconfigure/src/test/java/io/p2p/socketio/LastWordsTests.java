package io.p2p.socketio;

import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.SlowHandlers;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the events that wait for a handler when their sender goes: what it sent
 * before it left arrives first; who was taken out speaks no more.
 */
class LastWordsTests {

	private static final String ROOM = "room";

	private static final Map<String, Object> TO_ROOM = Map.of("room", ROOM);

	private final TestServer server = TestServer.start(SlowHandlers.class, "p2p.recovery.window=500ms");

	private final RoomManager rooms = this.server.bean(RoomManager.class);

	private final SlowHandlers handlers = this.server.bean(SlowHandlers.class);

	private final TestClient bob = TestClient.libraryWebSocket(this.server, ROOM);

	@AfterEach
	void stop() {
		this.handlers.release();
		this.bob.close();
		this.server.close();
	}

	@Test
	void whenPeerLeavesARoomThenWhatItSentBeforeArrivesBeforeItsLeavingAndItCanJoinAgain() {
		try (TestClient alice = TestClient.library(this.server, ROOM)) {
			speak(alice);
			alice.emit("p2p:leave", TO_ROOM);
			alice.emit("p2p:join", Map.of("room", ROOM, "webrtc", true));
			alice.askAll("p2p:ice", Map.of());
			assertThat(this.bob.heard("peer-disconnect")).isEmpty();
			this.handlers.release();
			this.bob.awaitTimes("peer-connect", 2);
			assertThat(this.bob.order("p2p:msg", "peer-disconnect", "peer-connect")).extracting((one) -> kind(one))
				.containsExactly("connect", "said", "said", "said", "gone", "connect");
			assertThat(alice.askAll("p2p:msg", TO_ROOM, "chat")).isEmpty();
		}
	}

	@Test
	void whenPlainPeerDisconnectsThenWhatItSentBeforeArrivesBeforeItsLeaving() {
		try (TestClient library = TestClient.library(this.server, Room.DEFAULT_NAME)) {
			TestClient alice = TestClient.plain(this.server);
			library.awaitEvent("peer-connect");
			alice.emit("slow", 1);
			alice.emit("chat", 2);
			this.handlers.awaitCalls(1);
			String id = alice.id();
			alice.close();
			await().until(() -> this.server.bean(PeerNamespaceHandler.class)
				.peers()
				.stream()
				.noneMatch((peer) -> peer.id().value().equals(id)));
			this.handlers.release();
			library.awaitEvent("peer-disconnect");
			assertThat(library.heard("p2p:msg")).hasSize(2);
		}
	}

	@Test
	void whenPeerWithASessionDisconnectsOnPurposeThenWhatItSentBeforeArrivesBeforeItsLeaving() {
		SessionClient alice = SessionClient.open(this.server, ROOM);
		speak(alice);
		alice.close();
		assertThat(this.bob.heard("peer-disconnect")).isEmpty();
		this.handlers.release();
		this.bob.awaitEvent("peer-disconnect");
		assertThat(this.bob.heard("p2p:msg")).hasSize(3);
		this.bob.close();
		Census.awaitNobody(this.server);
	}

	@Test
	void whenPeerIsRemovedThenNothingOfItArrivesAndItIsTold() {
		try (TestClient alice = TestClient.library(this.server, ROOM)) {
			speak(alice);
			alice.emit("p2p:msg", Map.of("room", ROOM, "to", this.bob.id(), "ack", 1), null, "answer");
			alice.emit("p2p:part", Map.of("room", ROOM, "id", 1, "event", "file", "total", 1, "offset", 0),
					new byte[1]);
			alice.emit("p2p:path", Map.of("room", ROOM, "to", this.bob.id(), "epoch", 1));
			alice.emit("p2p:stop", Map.of("room", ROOM, "to", this.bob.id(), "id", 1));
			alice.askAll("p2p:ice", Map.of());
			this.rooms.remove(ROOM, new PeerId(alice.id()));
			// as another member, to whom what came before is not to be ascribed
			alice.ask("p2p:join", Map.of("room", ROOM, "webrtc", true));
			this.handlers.release();
			assertThat(alice.askAll("p2p:msg", TO_ROOM, "chat", "new")).isEmpty();
			this.bob.awaitEvent("p2p:msg");
			assertThat(this.bob.heard("p2p:msg")).extracting((event) -> event.get(2)).containsExactly("new");
			assertThat(this.bob.heard("p2p:part")).isEmpty();
			assertThat(this.bob.heard("p2p:path")).isEmpty();
			assertThat(this.bob.heard("p2p:stop")).isEmpty();
			// of its removal, and of each event
			alice.awaitTimes("peer-error", 8);
			assertThat(alice.heard("peer-error").subList(1, 8)).allSatisfy(
					(error) -> assertThat(((JSONObject) error.get(0)).getString("code")).isEqualTo("not-a-member"));
			assertThat(this.rooms.find(ROOM).path(new PeerId(alice.id())).wireName()).isEqualTo("relay");
		}
	}

	@Test
	void whenPlainPeerIsMovedThenWhatItSentBeforeArrivesNowhere() {
		try (TestClient library = TestClient.library(this.server, Room.DEFAULT_NAME);
				TestClient alice = TestClient.plain(this.server)) {
			library.awaitEvent("peer-connect");
			alice.emit("slow", 1);
			alice.emit("chat", 2);
			this.handlers.awaitCalls(1);
			this.rooms.move(new PeerId(alice.id()), Room.DEFAULT_NAME, ROOM);
			this.handlers.release();
			assertThat(alice.askAll("chat", "new")).isEmpty();
			this.bob.awaitEvent("p2p:msg");
			assertThat(this.bob.heard("p2p:msg")).extracting((event) -> event.get(2)).containsExactly("new");
			assertThat(library.askAll("p2p:ice", Map.of())).hasSize(1);
			assertThat(library.heard("p2p:msg")).isEmpty();
		}
	}

	@Test
	void whenPeerIsDisconnectedByTheServerThenItLeavesAtOnceAndNothingOfItArrives() {
		try (SessionClient alice = SessionClient.open(this.server, ROOM)) {
			speak(alice);
			this.server.bean(PeerRegistry.class).find(new PeerId(alice.id())).disconnect();
			this.bob.awaitEvent("peer-disconnect");
			this.handlers.release();
			awaitNothingWaits();
			assertThat(this.bob.askAll("p2p:ice", Map.of())).hasSize(1);
			assertThat(this.bob.heard("p2p:msg")).isEmpty();
		}
	}

	@Test
	void whenTheWindowOfALostPeerEndsThenNothingOfItArrives() {
		SessionClient alice = SessionClient.open(this.server, ROOM);
		speak(alice);
		alice.lose();
		this.bob.awaitEvent("peer-disconnect");
		this.handlers.release();
		awaitNothingWaits();
		assertThat(this.bob.askAll("p2p:ice", Map.of())).hasSize(1);
		assertThat(this.bob.heard("p2p:msg")).isEmpty();
	}

	private void speak(TestClient client) {
		for (int i = 0; i < 3; i++) {
			client.emit("p2p:msg", TO_ROOM, (i == 0) ? "slow" : "chat", i);
		}
		client.askAll("p2p:ice", Map.of());
		this.handlers.awaitCalls(1);
	}

	private void speak(SessionClient client) {
		for (int i = 0; i < 3; i++) {
			client.emit("p2p:msg", TO_ROOM, (i == 0) ? "slow" : "chat", i);
		}
		client.ask("p2p:ice", Map.of());
		this.handlers.awaitCalls(1);
	}

	private void awaitNothingWaits() {
		await().until(this.server.bean(PeerNamespaceHandler.class)::isIdle);
	}

	private static String kind(Object argument) {
		JSONObject header = (JSONObject) argument;
		return header.has("from") ? "said" : header.has("webrtc") ? "connect" : "gone";
	}

}
