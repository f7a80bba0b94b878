package io.p2p.socketio;

import java.util.List;

import com.corundumstudio.socketio.SocketIOServer;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.support.RawClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events on the socket itself that ask for an acknowledgement: whoever asks hears
 * something.
 */
class NoHandlerTests {

	private static final String LIBRARY = "{\"p2p\":1}";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Handlers.class);
		SocketIOServer netty = server.bean(SocketIOServer.class);
		netty.addNamespace("/other")
			.addEventListener("listened", String.class, (client, text, ack) -> ack.sendAckData("heard " + text));
		netty.addEventListener("listened", String.class, (client, text, ack) -> ack.sendAckData("heard " + text));
		netty.addEventListener("silent", String.class, (client, text, ack) -> client.sendEvent("later", text));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nobody", "listened.not", "p2p:unknown", "numClients" })
	void whenALibraryPeerAsksAndNobodyAnswersThenItIsToldSo(String event) {
		RawClient.Socket socket = connect("", LIBRARY);
		socket.send("42[\"" + event + "\",1]");
		assertThat(ask(socket, "", 7, event).toMap()).containsEntry("code", "no-handler")
			.containsEntry("message", "Nobody answers '" + event + "' here")
			.hasSize(2);
		assertThat(answer(socket, "", 8, "answered")).isEqualTo(5);
		leave(socket);
	}

	@Test
	void whenTheApplicationListensThenItsAnswerIsTheOnlyOne() {
		for (String auth : List.of(LIBRARY, "")) {
			RawClient.Socket socket = connect("", auth);
			assertThat(answer(socket, "", 3, "listened")).as(auth).isEqualTo("heard x");
			socket.send("42" + 4 + "[\"silent\",\"x\"]");
			assertThat(next(socket)).isEqualTo("42[\"later\",\"x\"]");
			assertThat(answer(socket, "", 5, "listened")).isEqualTo("heard x");
			leave(socket);
		}
	}

	@Test
	void whenAClientWithoutTheLibraryAsksThenItsEventIsRelayedAndAcknowledged() {
		RawClient.Socket socket = connect("", "");
		socket.send("421[\"nobody\",\"x\"]");
		assertThat(next(socket)).isEqualTo("431[]");
		leave(socket);
	}

	@Test
	void whenNobodyListensInAnotherNamespaceThenWhoeverAsksIsToldSo() {
		RawClient.Socket socket = connect("/other,", "");
		socket.send("42/other,[\"nobody\",\"x\"]");
		assertThat(ask(socket, "/other,", 1, "nobody").toMap()).containsEntry("code", "no-handler");
		assertThat(answer(socket, "/other,", 2, "listened")).isEqualTo("heard x");
		leave(socket);
	}

	private static RawClient.Socket connect(String namespace, String auth) {
		RawClient.Socket socket = new RawClient(server).webSocket("EIO=4&transport=websocket").answerPings();
		socket.next();
		socket.send("40" + namespace + auth);
		assertThat((String) socket.next()).startsWith("40");
		return socket;
	}

	private static JSONObject ask(RawClient.Socket socket, String namespace, int id, String event) {
		return (JSONObject) answer(socket, namespace, id, event);
	}

	private static Object answer(RawClient.Socket socket, String namespace, int id, String event) {
		socket.send("42" + namespace + id + "[\"" + event + "\",\"x\"]");
		String heard = next(socket);
		String head = "43" + namespace + id;
		assertThat(heard).startsWith(head + "[");
		JSONArray arguments = new JSONArray(heard.substring(head.length()));
		assertThat(arguments.length()).isOne();
		return arguments.get(0);
	}

	// plain peers are told how many others there are
	private static String next(RawClient.Socket socket) {
		String next = (String) socket.next();
		return next.contains("\"numClients\"") ? next(socket) : next;
	}

	private static void leave(RawClient.Socket socket) {
		socket.send("1");
		socket.awaitClose();
	}

	static class Handlers {

		@PeerMessageHandler(event = "answered", relay = false)
		int answered() {
			return 5;
		}

	}

}
