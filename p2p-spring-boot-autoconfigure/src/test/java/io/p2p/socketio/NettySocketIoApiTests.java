package io.p2p.socketio;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.listener.MultiTypeEventListener;
import io.socket.client.Ack;
import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The API of netty-socketio's server works for the application as it knows it.
 */
@ExtendWith(OutputCaptureExtension.class)
class NettySocketIoApiTests {

	private TestServer server;

	private SocketIOServer netty;

	@BeforeEach
	void start() {
		this.server = TestServer.start();
		this.netty = this.server.bean(SocketIOServer.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenClientConnectsAndGoesThenListenersAreCalledAndItsPublicIdIsKnown() {
		Queue<String> calls = new ConcurrentLinkedQueue<>();
		this.netty.addConnectListener((client) -> calls.add("connected " + client.getSessionId()));
		this.netty.addDisconnectListener((client) -> calls.add("disconnected " + client.getSessionId()));
		String id;
		try (TestClient client = TestClient.plain(this.server)) {
			id = client.id();
			await().untilAsserted(() -> assertThat(calls).containsExactly("connected " + id));
			assertThat(this.netty.getAllClients()).extracting((one) -> one.getSessionId().toString())
				.containsExactly(id);
		}
		await().untilAsserted(() -> assertThat(calls).containsExactly("connected " + id, "disconnected " + id));
		assertThat(this.netty.getAllClients()).isEmpty();
	}

	@Test
	void whenEventsAreListenedForThenArgumentsBinariesAndAcknowledgementsGoBothWays() throws Exception {
		SocketIONamespace custom = this.netty.addNamespace("/custom");
		custom.addMultiTypeEventListener("message", (MultiTypeEventListener) (client, data, ack) -> {
			Object number = data.get(0);
			Object bytes = data.get(1);
			client.sendEvent("message-back", number, bytes);
			ack.sendAckData(bytes, "done");
		}, Integer.class, byte[].class);
		byte[] bytes = { 1, 2, 3 };
		try (TestClient client = TestClient.connect(this.server, "/custom", new IO.Options())) {
			assertThat(client.askAll("message", 7, bytes)).containsExactly(bytes, "done");
			assertThat(client.awaitEvent("message-back")).containsExactly(7, bytes);
			client.socket().on("question", (arguments) -> ((Ack) arguments[1]).call("answer to " + arguments[0]));
			CompletableFuture<String> answer = new CompletableFuture<>();
			SocketIOClient other = custom.getAllClients().iterator().next();
			other.sendEvent("question", new AckCallback<>(String.class) {

				@Override
				public void onSuccess(String result) {
					answer.complete(result);
				}

			}, "x");
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("answer to x");
		}
	}

	@Test
	void whenNamesAndPlaceholdersAreWrittenUnusuallyThenListenersAreCalledAllTheSame() {
		String name = "line\nbreak \"quoted\"";
		this.netty.addEventListener(name, byte[].class, (client, bytes, ack) -> ack.sendAckData(bytes.length));
		RawClient.Socket socket = new RawClient(this.server).connect();
		assertThat(socket.next()).isEqualTo("42[\"numClients\",0]");
		socket.send("451-7[\"line\\nbreak \\\"quoted\\\"\", { \"num\" : 0 , \"_placeholder\" : true } ]");
		socket.send(new byte[] { 1, 2, 3 });
		assertThat(socket.next()).isEqualTo("437[3]");
	}

	@Test
	void whenBroadcastHasBinariesThenEveryClientOfTheRoomGetsThem() {
		byte[] bytes = { 9, 8 };
		this.netty.addEventListener("enter", String.class, (client, room, ack) -> {
			client.joinRoom(room);
			ack.sendAckData();
		});
		try (TestClient alice = TestClient.plain(this.server);
				TestClient bob = TestClient.plain(this.server);
				TestClient carol = TestClient.plain(this.server)) {
			List.of(alice, bob).forEach((client) -> client.askAll("enter", "blue"));
			this.netty.getRoomOperations("blue").sendEvent("news", "text", bytes);
			for (TestClient client : List.of(alice, bob)) {
				assertThat(client.awaitEvent("news")).containsExactly("text", bytes);
			}
			carol.askAll("enter", "red");
			assertThat(carol.heard("news")).isEmpty();
		}
	}

	@Test
	void whenAuthenticationRefusesThenTheClientIsToldAndWasNeverThere() {
		SocketIONamespace custom = this.netty.addNamespace("/custom");
		Queue<Integer> clients = new ConcurrentLinkedQueue<>();
		custom.addAuthTokenListener((auth, client) -> {
			clients.add(custom.getAllClients().size());
			return "right".equals(((Map<?, ?>) auth).get("token")) ? AuthTokenResult.AuthTokenResultSuccess
					: new AuthTokenResult(false, Map.of("reason", "token"));
		});
		IO.Options right = new IO.Options();
		right.auth = Map.of("token", "right");
		try (TestClient refused = TestClient.open(this.server, "/custom", new IO.Options());
				TestClient admitted = TestClient.connect(this.server, "/custom", right)) {
			JSONObject error = (JSONObject) refused.awaitEvent("connect_error").get(0);
			assertThat(error.toMap()).isEqualTo(Map.of("message", "Not authorized", "data", Map.of("reason", "token")));
			assertThat(admitted.id()).isNotNull();
			assertThat(custom.getAllClients()).hasSize(1);
			assertThat(clients).contains(0);
		}
	}

	@Test
	void whenListenerDisconnectsTheClientAtOnceThenNoPeerIsLeft() {
		this.netty.addConnectListener(SocketIOClient::disconnect);
		for (int i = 0; i < 40; i++) {
			try (TestClient client = TestClient.open(this.server, "/", new IO.Options())) {
				client.awaitEvent("disconnect");
			}
		}
		await().untilAsserted(() -> {
			assertThat(this.server.bean(PeerNamespaceHandler.class).peers()).isEmpty();
			assertThat(this.server.bean(RoomManager.class).rooms()).isEmpty();
			assertThat(this.netty.getAllClients()).isEmpty();
		});
	}

	@Test
	void whenArgumentsCannotBeReadThenTheSenderIsToldAndNothingIsLogged(CapturedOutput output) {
		this.netty.addEventListener("typed", Integer.class, (client, number, ack) -> ack.sendAckData(number));
		try (TestClient client = TestClient.plain(this.server)) {
			assertThat(client.ask("typed", Map.of("n", "private words")).getString("code")).isEqualTo("bad-request");
			assertThat(client.askAll("typed", 3)).containsExactly(3);
		}
		assertThat(output).doesNotContain("private words");
	}

	@Test
	void whenAnEventHasMoreBinariesThanAClientTakesThenItsSenderHearsOfItAndTheClientStays() {
		Object[] eleven = Collections.nCopies(11, new byte[1]).toArray();
		Queue<String> refused = new ConcurrentLinkedQueue<>();
		this.netty.addEventListener("ask", Object.class, (client, data, ack) -> {
			try {
				ack.sendAckData(eleven);
			}
			catch (IllegalArgumentException ex) {
				refused.add(ex.getMessage());
			}
		});
		try (TestClient client = TestClient.plain(this.server)) {
			await().until(() -> this.netty.getAllClients().size() == 1);
			SocketIOClient known = this.netty.getAllClients().iterator().next();
			assertThatIllegalArgumentException().isThrownBy(() -> known.sendEvent("many", eleven))
				.withMessageContaining("10 binaries");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.netty.getBroadcastOperations().sendEvent("many", eleven))
				.withMessageContaining("10 binaries");
			known.sendEvent("few", Arrays.copyOf(eleven, 10));
			assertThat(client.awaitEvent("few")).hasSize(10);
			client.emit("ask", 1, (Ack) (answer) -> refused.add("an answer"));
			await().untilAsserted(() -> assertThat(refused).singleElement().asString().contains("10 binaries"));
			assertThat(client.askAll("chat")).isEmpty();
			assertThat(client.heard("many")).isEmpty();
			assertThat(client.heard("disconnect")).isEmpty();
		}
	}

}
