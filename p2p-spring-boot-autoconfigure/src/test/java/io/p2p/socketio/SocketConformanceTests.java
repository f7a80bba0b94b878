package io.p2p.socketio;

import java.util.Set;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.p2p.support.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The 16 clauses on Socket.IO v5 of the tests that come with the protocol, one test for
 * each and in their order. Where those wait for a connection to be closed, these answer
 * its pings, so that it is not closed for want of pongs.
 */
@ExtendWith(ProtocolServer.class)
class SocketConformanceTests {

	private static final byte[] ONE = { 1, 2, 3 };

	private static final byte[] TWO = { 4, 5, 6 };

	private final RawClient client;

	SocketConformanceTests(RawClient client) {
		this.client = client;
	}

	@Test
	void whenClientConnectsToTheMainNamespaceThenItIsLetIn() {
		connect(open(), "40", "", "{}");
	}

	@Test
	void whenClientConnectsToTheMainNamespaceWithAuthThenTheApplicationGetsIt() {
		connect(open(), "40{\"token\":\"123\"}", "", "{\"token\":\"123\"}");
	}

	@Test
	void whenClientConnectsToAnotherNamespaceThenItIsLetIn() {
		connect(open(), "40/custom,", "/custom,", "{}");
	}

	@Test
	void whenClientConnectsToAnotherNamespaceWithAuthThenTheApplicationGetsIt() {
		connect(open(), "40/custom,{\"token\":\"abc\"}", "/custom,", "{\"token\":\"abc\"}");
	}

	@Test
	void whenClientConnectsToAnUnknownNamespaceThenItIsRefused() {
		RawClient.Socket socket = open();
		socket.send("40/random");
		assertThat(socket.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
	}

	@Test
	void whenFirstPacketIsInvalidThenTheConnectionIsClosed() {
		RawClient.Socket socket = open();
		socket.send("4abc");
		socket.awaitClose();
	}

	@Test
	void whenClientConnectsToNoNamespaceThenTheConnectionIsClosed() {
		open().awaitClose();
	}

	@Test
	void whenClientDisconnectsFromTheMainNamespaceThenTheConnectionStaysOpen() {
		RawClient.Socket socket = this.client.webSocket("EIO=4&transport=websocket");
		socket.next();
		connected(socket).send("41");
		assertThat(socket.next()).isEqualTo("2");
	}

	@Test
	void whenClientDisconnectsFromAnotherNamespaceThenTheMainOneGoesOn() {
		RawClient.Socket socket = connected();
		socket.send("40/custom");
		socket.next();
		socket.next();
		socket.send("41/custom");
		socket.send("42[\"message\",\"to the main namespace\"]");
		assertThat(socket.next()).isEqualTo("42[\"message-back\",\"to the main namespace\"]");
	}

	@Test
	void whenEventIsTextThenItsArgumentsComeBack() {
		RawClient.Socket socket = connected();
		socket.send("42[\"message\",1,\"2\",{\"3\":[true]}]");
		assertThat(socket.next()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
	}

	@Test
	void whenEventHasBinariesThenTheyComeBack() {
		RawClient.Socket socket = connected();
		socket.send("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
		socket.send(ONE);
		socket.send(TWO);
		assertThat(socket.next())
			.isEqualTo("452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
		assertThat(socket.next()).isEqualTo(ONE);
		assertThat(socket.next()).isEqualTo(TWO);
	}

	@Test
	void whenEventWantsAnAcknowledgementThenItsArgumentsAreAcknowledged() {
		RawClient.Socket socket = connected();
		socket.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
		assertThat(socket.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
	}

	@Test
	void whenEventWithBinariesWantsAnAcknowledgementThenTheyAreAcknowledged() {
		RawClient.Socket socket = connected();
		socket
			.send("452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
		socket.send(ONE);
		socket.send(TWO);
		assertThat(socket.next())
			.isEqualTo("462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
		assertThat(socket.next()).isEqualTo(ONE);
		assertThat(socket.next()).isEqualTo(TWO);
	}

	@Test
	void whenPacketTypeIsUnknownThenTheConnectionIsClosed() {
		assertInvalid("4abc");
	}

	@Test
	void whenPayloadIsNoArrayThenTheConnectionIsClosed() {
		assertInvalid("42{}");
	}

	@Test
	void whenAcknowledgementIdIsNoNumberThenTheConnectionIsClosed() {
		assertInvalid("42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
	}

	private void assertInvalid(String packet) {
		RawClient.Socket socket = connected();
		socket.send(packet);
		socket.awaitClose();
	}

	private RawClient.Socket open() {
		RawClient.Socket socket = this.client.webSocket("EIO=4&transport=websocket").answerPings();
		socket.next();
		return socket;
	}

	private RawClient.Socket connected() {
		return connected(open());
	}

	// whatever it is told
	private static RawClient.Socket connected(RawClient.Socket socket) {
		socket.send("40");
		socket.next();
		socket.next();
		return socket;
	}

	private static void connect(RawClient.Socket socket, String packet, String namespace, String auth) {
		socket.send(packet);
		String answer = (String) socket.next();
		assertThat(answer).startsWith("40" + namespace + "{");
		JSONObject connected = new JSONObject(answer.substring(2 + namespace.length()));
		assertThat(connected.keySet()).isEqualTo(Set.of("sid"));
		assertThat(connected.get("sid")).isInstanceOf(String.class);
		assertThat(socket.next()).isEqualTo("42" + namespace + "[\"auth\"," + auth + "]");
	}

}
