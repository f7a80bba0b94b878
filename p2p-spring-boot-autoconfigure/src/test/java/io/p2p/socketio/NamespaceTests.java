package io.p2p.socketio;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.SocketIOServer;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.support.RawClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several namespaces on one connection.
 */
class NamespaceTests {

	private TestServer server;

	private SocketIOServer netty;

	private SocketIONamespace custom;

	private RawClient.Socket socket;

	private String sessionId;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.namespace=/peers");
		this.netty = this.server.bean(SocketIOServer.class);
		this.custom = this.netty.addNamespace("/custom");
		this.netty.addEventListener("echo", String.class, (client, text, ack) -> ack.sendAckData(text));
		this.custom.addEventListener("echo", String.class, (client, text, ack) -> ack.sendAckData(text));
		this.socket = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
		this.sessionId = new JSONObject(this.socket.next().toString().substring(1)).getString("sid");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenClientIsInSeveralNamespacesThenItHasAnotherIdInEach() {
		Set<String> ids = new HashSet<>(List.of(this.sessionId));
		for (String namespace : List.of("/", "/custom", "/peers")) {
			assertThat(ids.add(connect(namespace))).isTrue();
		}
		assertThat(this.custom.getAllClients()).extracting((client) -> client.getSessionId().toString())
			.hasSize(1)
			.isSubsetOf(ids);
	}

	@Test
	void whenServerDisconnectsOneNamespaceThenTheOthersGoOn() {
		connect("/");
		connect("/custom");
		this.custom.getAllClients().forEach(SocketIOClient::disconnect);
		assertThat(this.socket.next()).isEqualTo("41/custom,");
		assertEcho("");
		assertThat(this.netty.getAllClients()).hasSize(1);
		await().until(() -> this.custom.getAllClients().isEmpty());
	}

	@Test
	void whenClientDisconnectsFromTheMainNamespaceThenTheOthersGoOnAndItMayComeBack() {
		String first = connect("/");
		connect("/custom");
		this.socket.send("41");
		assertEcho("/custom,");
		await().until(() -> this.netty.getAllClients().isEmpty());
		assertThat(connect("/")).isNotEqualTo(first);
		assertEcho("");
	}

	@Test
	void whenClientIsNotAuthorizedYetThenNobodyReachesItThere() {
		this.custom.addAuthTokenListener((auth, client) -> {
			this.custom.getBroadcastOperations().sendEvent("everybody", 1);
			this.custom.getRoomOperations("").sendEvent("everybody", 2);
			boolean known = this.custom.getClient(client.getSessionId()) != null;
			boolean right = "right".equals(((Map<?, ?>) auth).get("token"));
			return (right && !known) ? AuthTokenResult.AuthTokenResultSuccess
					: new AuthTokenResult(false, Map.of("known", known));
		});
		this.socket.send("40/custom,{\"token\":\"wrong\"}");
		String refusal = this.socket.next().toString();
		assertThat(refusal).startsWith("44/custom,{");
		assertThat(new JSONObject(refusal.substring(10)).toMap())
			.isEqualTo(Map.of("message", "Not authorized", "data", Map.of("known", false)));
		this.custom.getBroadcastOperations().sendEvent("everybody", 3);
		this.socket.send("40/custom,{\"token\":\"right\"}");
		assertThat(this.socket.next().toString()).startsWith("40/custom,{\"sid\":");
		assertEcho("/custom,");
	}

	private String connect(String namespace) {
		String prefix = namespace.equals("/") ? "" : namespace + ",";
		this.socket.send("40" + prefix);
		String answer = this.socket.next().toString();
		assertThat(answer).startsWith("40" + prefix + "{");
		return new JSONObject(answer.substring(2 + prefix.length())).getString("sid");
	}

	private void assertEcho(String prefix) {
		this.socket.send("42" + prefix + "7[\"echo\",\"here\"]");
		assertThat(this.socket.next()).isEqualTo("43" + prefix + "7[\"here\"]");
	}

}
