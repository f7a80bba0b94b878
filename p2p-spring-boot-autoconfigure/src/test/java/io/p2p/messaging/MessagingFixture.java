package io.p2p.messaging;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;

import io.p2p.peer.PeerId;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerRegistry;
import io.p2p.socketio.session.SessionPeer;
import io.p2p.support.Census;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * A server that sends, and clients that answer.
 */
abstract class MessagingFixture {

	final TestServer server = TestServer.start();

	final PeerMessagingTemplate messaging = this.server.bean(PeerMessagingTemplate.class);

	@AfterEach
	void stop() {
		this.server.close();
	}

	// clients that poll keep connections in a pool
	void awaitNobodyKnown() {
		await().untilAsserted(() -> assertThat(Census.of(this.server)).containsEntry("rooms.rooms", 0)
			.containsEntry("members.rooms", 0)
			.containsEntry("registry.peers", 0)
			.containsEntry("registry.users", 0)
			.containsEntry("questions.open", 0));
	}

	void login(String user, TestClient... clients) {
		PeerRegistry registry = this.server.bean(PeerRegistry.class);
		for (TestClient client : clients) {
			SessionPeer peer = (SessionPeer) registry.find(id(client));
			peer.connection().identify(PeerIdentity.of(() -> user));
			registry.add(peer);
		}
	}

	static void answerAll(TestClient client, Object answer) {
		client.socket().on("p2p:msg", (arguments) -> {
			JSONObject header = (JSONObject) arguments[0];
			if (header.has("ack")) {
				client.emit("p2p:msg", answerTo(header), JSONObject.NULL, answer);
			}
		});
	}

	static void echoAll(TestClient client) {
		client.socket()
			.on("p2p:msg", (arguments) -> client.emit("p2p:msg", answerTo((JSONObject) arguments[0]), JSONObject.NULL,
					arguments[2]));
	}

	static JSONObject answerTo(JSONObject header) {
		return new JSONObject(
				Map.of("room", header.getString("room"), "to", header.getString("from"), "ack", header.getLong("ack")));
	}

	static PeerId id(TestClient client) {
		return new PeerId(client.id());
	}

	static NotAnsweredException failure(CompletableFuture<?> future) {
		CompletionException failure = catchThrowableOfType(CompletionException.class,
				() -> future.orTimeout(5, TimeUnit.SECONDS).join());
		assertThat(failure).hasCauseInstanceOf(NotAnsweredException.class);
		return (NotAnsweredException) failure.getCause();
	}

	@SuppressWarnings("ArrayRecordComponent") // nobody compares it
	record Tea(String name, byte[] leaves) {

	}

}
