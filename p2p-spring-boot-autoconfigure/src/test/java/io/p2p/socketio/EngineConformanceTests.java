package io.p2p.socketio;

import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.p2p.support.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The 16 clauses on Engine.IO v4 of the tests that come with the Socket.IO protocol, one
 * test for each and in their order. Where those wait for a connection to be closed, these
 * also see to it that it is not closed for another reason.
 */
@ExtendWith(ProtocolServer.class)
class EngineConformanceTests {

	private static final String POLLING = "EIO=4&transport=polling";

	private static final String WEBSOCKET = "EIO=4&transport=websocket";

	private final RawClient client;

	EngineConformanceTests(RawClient client) {
		this.client = client;
	}

	@Test
	void whenPollingBeginsThenTheHandshakeOffersTheUpgrade() {
		HttpResponse<String> response = this.client.get(POLLING);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(handshake(response.body()).getJSONArray("upgrades").toList()).containsExactly("websocket");
	}

	@Test
	void whenPollingBeginsWithoutAKnownVersionThenItIsRefused() {
		assertThat(statuses("transport=polling", "EIO=abc&transport=polling")).containsOnly(400);
	}

	@Test
	void whenPollingBeginsWithoutAKnownTransportThenItIsRefused() {
		assertThat(statuses("EIO=4", "EIO=4&transport=abc")).containsOnly(400);
	}

	@Test
	void whenPollingBeginsWithAnotherMethodThenItIsRefused() {
		assertThat(this.client.method("POST", POLLING).statusCode()).isEqualTo(400);
		assertThat(this.client.method("PUT", POLLING).statusCode()).isEqualTo(400);
	}

	@Test
	void whenWebSocketBeginsThenTheHandshakeOffersNoUpgrade() {
		Object open = this.client.webSocket(WEBSOCKET).next();
		assertThat(handshake(open).getJSONArray("upgrades").toList()).isEmpty();
	}

	@Test
	void whenWebSocketBeginsWithoutAKnownVersionThenItIsRefused() {
		assertThat(this.client.webSocket("transport=websocket").next()).isEqualTo(RawClient.Socket.CLOSED);
		assertThat(this.client.webSocket("EIO=abc&transport=websocket").next()).isEqualTo(RawClient.Socket.CLOSED);
	}

	@Test
	void whenWebSocketBeginsWithoutAKnownTransportThenItIsRefused() {
		assertThat(this.client.webSocket("EIO=4").next()).isEqualTo(RawClient.Socket.CLOSED);
		assertThat(this.client.webSocket("EIO=4&transport=abc").next()).isEqualTo(RawClient.Socket.CLOSED);
	}

	@Test
	void whenPollingThenPingsComeAndPongsAreTaken() {
		String session = this.client.poll();
		for (int i = 0; i < 3; i++) {
			HttpResponse<String> ping = this.client.get(session);
			assertThat(ping.statusCode()).isEqualTo(200);
			assertThat(ping.body()).isEqualTo("2");
			assertThat(this.client.post(session, "3").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whenPollingAndNoPongIsSentThenTheSessionEnds() {
		awaitEnd(this.client.poll());
	}

	@Test
	void whenOnWebSocketThenPingsComeAndPongsAreTaken() {
		RawClient.Socket socket = open();
		for (int i = 0; i < 3; i++) {
			assertThat(socket.next()).isEqualTo("2");
			socket.send("3");
		}
	}

	@Test
	void whenOnWebSocketAndNoPongIsSentThenItIsClosed() {
		RawClient.Socket socket = open();
		assertThat(socket.next()).isEqualTo("2");
		socket.awaitClose();
	}

	@Test
	void whenClientClosesWhilePollingThenItsPollIsReleasedAndTheSessionEnds() {
		// again if the poll comes behind the packet that closes
		await().atMost(this.client.patience()).untilAsserted(() -> {
			String session = this.client.poll();
			CompletableFuture<HttpResponse<String>> poll = this.client.getLater(session);
			assertThat(this.client.post(session, "1").statusCode()).isEqualTo(200);
			assertThat(poll.join().statusCode()).isEqualTo(200);
			assertThat(poll.join().body()).isEqualTo("6");
			assertThat(this.client.get(session).statusCode()).isEqualTo(400);
		});
	}

	@Test
	void whenTheClosePacketOvertakesThePollThenThePollIsReleasedToo() {
		String session = this.client.poll();
		assertThat(this.client.post(session, "1").body()).isEqualTo("ok");
		assertThat(this.client.get(session).body()).isEqualTo("6");
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenClientClosesOnWebSocketThenItIsClosed() {
		RawClient.Socket socket = open().answerPings();
		socket.send("1");
		socket.awaitClose();
	}

	@Test
	void whenPollingIsUpgradedThenPacketsGoByWebSocket() {
		upgrade(this.client.poll());
	}

	@Test
	void whenUpgradedThenThereIsNoPollingInTheSession() {
		String session = this.client.poll();
		upgrade(session);
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenUpgradedThenThereIsNoOtherWebSocketInTheSession() {
		String session = this.client.poll();
		upgrade(session);
		RawClient.Socket another = this.client.webSocket(session.replace("polling", "websocket"));
		another.awaitClose();
		// closed as a WebSocket is, and no handshake that fails
		assertThat(another.extensions()).isNull();
	}

	private RawClient.Socket open() {
		RawClient.Socket socket = this.client.webSocket(WEBSOCKET);
		socket.next();
		return socket;
	}

	private void upgrade(String session) {
		RawClient.Socket socket = this.client.webSocket(session.replace("polling", "websocket"));
		socket.send("2probe");
		assertThat(socket.next()).isEqualTo("3probe");
		socket.send("5");
		socket.answerPings().send("40");
		while (!socket.next().toString().startsWith("40{")) {
			// packets of before
		}
	}

	private void awaitEnd(String session) {
		await().atMost(this.client.patience())
			.untilAsserted(() -> assertThat(this.client.get(session).statusCode()).isEqualTo(400));
	}

	private Stream<Integer> statuses(String... queries) {
		return Stream.of(queries).map((query) -> this.client.get(query).statusCode());
	}

	private static JSONObject handshake(Object packet) {
		assertThat((String) packet).startsWith("0{");
		JSONObject handshake = new JSONObject(((String) packet).substring(1));
		assertThat(handshake.keySet())
			.isEqualTo(Set.of("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"));
		assertThat(handshake.get("sid")).isInstanceOf(String.class);
		assertThat(handshake.getInt("pingInterval")).isEqualTo(ProtocolServer.PING_INTERVAL_MILLIS);
		assertThat(handshake.getInt("pingTimeout")).isEqualTo(ProtocolServer.PING_TIMEOUT_MILLIS);
		assertThat(handshake.getInt("maxPayload")).isEqualTo(ProtocolServer.MAX_PAYLOAD);
		return handshake;
	}

}
