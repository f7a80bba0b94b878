package io.p2p.socketio;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.Census;
import io.p2p.support.DisabledOn;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Beans of the application that throw whatever they are told: who is there, and what is
 * relayed, stays right.
 */
@ExtendWith(OutputCaptureExtension.class)
@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY, WebContainer.NETTY },
		reason = "the web server's own shutdown tells the listener, too")
class ThrowingBeansTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(ThrowingBeans.class, "p2p.server.shutdown=graceful");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenARoomListenerThrowsThenEveryRoomIsLeftAndTheOthersAreTold(CapturedOutput output) {
		TestClient bob = TestClient.libraryWebSocket(server, "one");
		join(bob, "two");
		join(bob, "three");
		TestClient alice = TestClient.libraryWebSocket(server, "one");
		join(alice, "two");
		join(alice, "three");
		bob.awaitTimes("peer-connect", 3);
		alice.askAll("p2p:update", Map.of("room", "two", "data", "here"));
		bob.awaitEvent("peer-update");
		String id = alice.id();
		alice.close();
		bob.awaitTimes("peer-disconnect", 3);
		assertThat(bob.heard("peer-disconnect")).extracting((arguments) -> ((JSONObject) arguments.get(0)))
			.allMatch((gone) -> gone.getString("peerId").equals(id))
			.extracting((gone) -> gone.getString("room"))
			.containsExactlyInAnyOrder("one", "two", "three");
		assertThat(output).contains("The RoomListener " + ThrowingBeans.Listener.class.getName(), "name=two");
		bob.close();
		Census.awaitNobody(server);
		assertThat(server.bean(ThrowingBeans.Listener.class).told).contains("opened", "joined", "updated", "left",
				"closed");
	}

	@Test
	void whenTheServerTakesPeersOutThenEachIsToldAndTheRoomEnds() {
		try (TestClient alice = TestClient.libraryWebSocket(server, "closed");
				TestClient bob = TestClient.libraryWebSocket(server, "closed")) {
			assertThat(server.bean(RoomManager.class).close("closed", "Over")).isCompletedWithValue(true);
			assertThat(((JSONObject) alice.awaitEvent("peer-error").get(0)).getString("code")).isEqualTo("room-closed");
			assertThat(((JSONObject) bob.awaitEvent("peer-error").get(0)).getString("code")).isEqualTo("room-closed");
			assertThat(server.bean(RoomManager.class).find("closed")).isNull();
		}
	}

	@Test
	void whenARelayListenerThrowsThenItsSenderIsToldAndTheOthersGoOn() {
		try (TestClient alice = TestClient.libraryWebSocket(server, "relay");
				TestClient bob = TestClient.libraryWebSocket(server, "relay")) {
			for (String event : List.of("handles-throws", "message-throws", "message-null")) {
				assertThat(alice.ask("p2p:msg", Map.of("room", "relay"), event).getString("code"))
					.isEqualTo("handler-failed");
				assertThat(alice.ask(event).getString("code")).isEqualTo("handler-failed");
			}
			assertThat(alice.askAll("p2p:msg", Map.of("room", "relay", "to", "", "ack", 1), null, 5)).isEmpty();
			assertThat(server.bean(ThrowingBeans.Second.class).answers).contains(1L);
			assertThat(alice.askAll("p2p:msg", Map.of("room", "relay"), "note", 1)).isEmpty();
			assertThat(bob.awaitEvent("p2p:msg")).contains("note", 1);
		}
	}

	@Test
	void whenAnObserverOfLinksThrowsThenTheReportIsTaken(CapturedOutput output) {
		try (TestClient one = TestClient.libraryWebSocket(server, "links");
				TestClient other = TestClient.libraryWebSocket(server, "links")) {
			TestClient greater = (one.id().compareTo(other.id()) > 0) ? one : other;
			TestClient smaller = (greater == one) ? other : one;
			assertThat(greater.askAll("p2p:link", Map.of("room", "links", "to", smaller.id(), "open", true, "ms", 5)))
				.isEmpty();
			assertThat(output).contains("The LinkObserver");
		}
	}

	@Test
	void whenAnInterceptorThrowsOrGivesNothingThenTheSenderIsToldAndTheHandlerGoesOn() {
		try (TestClient alice = TestClient.libraryWebSocket(server, "intercepted")) {
			assertThat(alice.ask("intercepted.null").getString("code")).isEqualTo("handler-failed");
			assertThat(alice.ask("intercepted.refusal").getString("code")).isEqualTo("handler-failed");
			assertThat(alice.askAll("intercepted.fine")).containsExactly(7);
		}
	}

	@Test
	void whenAListenerOfPresenceThrowsAnErrorThenTheNextOneOfThePeerIsTold(CapturedOutput output) {
		try (TestClient alice = TestClient.libraryWebSocket(server, "presence one")) {
			join(alice, "presence two");
			await().untilAsserted(
					() -> assertThat(server.bean(ThrowingBeans.class).joined).contains("presence one", "presence two"));
			await().untilAsserted(() -> assertThat(output).contains("A listener of PeerJoinedEvent failed"));
		}
	}

	@Test
	void whenAListenerOfReadinessThrowsThenTheServerStopsAllTheSame() throws Exception {
		TestServer own = TestServer.start(ThrowingBeans.class, "p2p.server.shutdown=graceful");
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		own.bean(P2pServer.class).stop(() -> stopped.complete(null));
		stopped.get();
		assertThat(own.bean(P2pServer.class).isRunning()).isFalse();
		own.close();
	}

	private static void join(TestClient client, String room) {
		assertThat(client.ask("p2p:join", Map.of("room", room, "webrtc", true)).has("code")).isFalse();
	}

}
