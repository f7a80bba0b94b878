package io.p2p.docs;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;
import io.p2p.room.RoomManager;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class MessagingDocsTests {

	@Test
	void whatThePageSaysOfSendingAndAskingWorks() {
		try (TestServer server = TestServer.start(MessagingDocs.Kitchen.class);
				TestClient ada = TestClient.library(server, "kitchen");
				TestClient bob = TestClient.library(server, "kitchen")) {
			MessagingDocs.Kitchen kitchen = server.bean(MessagingDocs.Kitchen.class);
			kitchen.teaIsReady("Assam", new byte[] { 1 });
			List<Object> tea = ada.awaitEvent("p2p:msg");
			assertThat(tea.subList(1, 3)).containsExactly("tea", "Assam");
			assertThat(((JSONObject) tea.get(3)).get("picture")).isEqualTo(new byte[] { 1 });
			kitchen.whisper(id(ada), "nobody");
			ada.awaitTimes("p2p:msg", 2);
			bob.awaitTimes("p2p:msg", 2);
			assertThat(ada.heard("p2p:msg").get(1).get(2)).isEqualTo("Your turn");
			assertThat(bob.heard("p2p:msg").get(1).get(2)).isEqualTo("Not yours");
			answer(ada, Map.of("vote", true, "wishes", new JSONArray(List.of("milk"))));
			answer(bob, Map.of("vote", false));
			assertThat(kitchen.wantsTea(id(ada)).join()).isTrue();
			assertThat(kitchen.votesForTea()).isEqualTo(1);
			assertThat(kitchen.wishes(id(ada)).join()).containsExactly("milk");
		}
	}

	@Test
	void whenSomeoneAnswersNonsenseThenTheOthersVotesCount() {
		try (TestServer server = TestServer.start(MessagingDocs.Kitchen.class);
				TestClient ada = TestClient.library(server, "kitchen");
				TestClient bob = TestClient.library(server, "kitchen")) {
			answer(ada, Map.of("vote", true));
			answer(bob, Map.of("vote", new JSONArray()));
			CompletableFuture<Long> votes = CompletableFuture
				.supplyAsync(server.bean(MessagingDocs.Kitchen.class)::votesForTea);
			assertThat(votes.join()).isEqualTo(1);
		}
	}

	@Test
	void whatThePageSaysOfRoomsWorks() {
		try (TestServer server = TestServer.start(MessagingDocs.Concierge.class, MessagingDocs.OpenedRoomsOnly.class)) {
			RoomManager rooms = server.bean(RoomManager.class);
			rooms.open("kitchen");
			try (TestClient noisy = TestClient.library(server, "kitchen");
					TestClient shy = TestClient.library(server, "kitchen");
					TestClient last = TestClient.library(server, "kitchen")) {
				server.bean(MessagingDocs.Concierge.class).evening(id(noisy), id(shy));
				assertThat(code(noisy)).isEqualTo("removed");
				assertThat(code(shy)).isEqualTo("moved");
				assertThat(code(last)).isEqualTo("room-closed");
				assertThat(last.ask("p2p:join", Map.of("room", "kitchen", "webrtc", true)).getString("code"))
					.isEqualTo("room-refused");
				assertThat(shy.ask("p2p:join", Map.of("room", "library", "webrtc", true)).getString("room"))
					.isEqualTo("library");
			}
		}
	}

	private static String code(TestClient client) {
		return ((JSONObject) client.awaitEvent("peer-error").get(0)).getString("code");
	}

	private static void answer(TestClient client, Map<String, Object> answers) {
		client.socket().on("p2p:msg", (arguments) -> {
			JSONObject header = (JSONObject) arguments[0];
			if (header.has("ack")) {
				client.emit("p2p:msg", Map.of("room", header.getString("room"), "to", "", "ack", header.getLong("ack")),
						JSONObject.NULL, answers.get((String) arguments[1]));
			}
		});
	}

	private static PeerId id(TestClient client) {
		return new PeerId(client.id());
	}

}
