package io.p2p.socketio;

import java.util.List;
import java.util.Map;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that ask for their session, and for their rooms, in their CONNECT.
 */
class ConnectSessionTests {

	private static final String ROOM = "connect";

	private static final String NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.limits.rooms-per-peer=2");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingIsLeft() {
		Census.awaitNobody(server);
	}

	@Test
	void whenRoomsStandInTheConnectThenTheAnswersFollowItsOwn() {
		RawClient.Socket peer = connect("""
				{"p2p":{"session":"%s","received":0,"joins":[{"room":"%s","webrtc":true},{"webrtc":false}]}}"""
			.formatted(NAME, ROOM));
		String id = id(peer);
		JSONObject session = heard(peer, "p2p:session");
		assertThat(session.getString("peerId")).isEqualTo(id);
		assertThat(session.getBoolean("resumed")).isFalse();
		assertThat(session.getString("token")).isEqualTo(NAME);
		assertThat(session.getInt("maxBinaries")).isEqualTo(1000);
		assertThat(heard(peer, "p2p:joined").getString("room")).isEqualTo(ROOM);
		assertThat(heard(peer, "p2p:joined").getString("room")).isEmpty();
		leave(peer);
	}

	@Test
	void whenOneJoinIsRefusedThenTheOthersAreNot() {
		RawClient.Socket peer = connect("""
				{"p2p":{"session":"%s","joins":[[],{"room":"a","webrtc":false},{"room":"b"},
				{"room":"c","webrtc":true,"data":{"x":1}},{"room":"d","webrtc":true}]}}""".formatted(NAME));
		heard(peer, "p2p:session");
		assertThat(heard(peer, "p2p:joined").getString("code")).isEqualTo("bad-request");
		assertThat(heard(peer, "p2p:joined").getString("room")).isEqualTo("a");
		assertThat(heard(peer, "p2p:joined").getString("code")).isEqualTo("bad-request");
		assertThat(heard(peer, "p2p:joined").getString("room")).isEqualTo("c");
		JSONObject tooMany = heard(peer, "p2p:joined");
		assertThat(tooMany.getString("code")).isEqualTo("too-large");
		assertThat(tooMany.getString("room")).isEqualTo("d");
		leave(peer);
	}

	@Test
	void whenTheFirstAnswerIsLostThenTheSameNameIsTheSamePeer() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM)) {
			String auth = """
					{"p2p":{"session":"%s","received":0,"joins":[{"room":"%s","webrtc":false}]}}""".formatted(NAME,
					ROOM);
			RawClient.Socket first = connect(auth);
			String id = id(first);
			alice.awaitEvent("peer-connect");
			first.cancel();
			RawClient.Socket second = connect(auth);
			JSONObject session = heard(second, "p2p:session");
			assertThat(session.getBoolean("resumed")).isTrue();
			assertThat(session.getString("peerId")).isEqualTo(id);
			JSONObject welcome = heard(second, "p2p:joined");
			assertThat(welcome.getJSONArray("peers")).hasSize(1);
			assertThat(alice.heard("peer-connect")).hasSize(1);
			leave(second);
			alice.awaitEvent("peer-disconnect");
		}
	}

	@Test
	void whenAPeerEndsItsEarlierSessionThenItDoesNotMeetItself() {
		RawClient.Socket first = connect("""
				{"p2p":{"session":"%s","joins":[{"room":"%s","webrtc":false}]}}""".formatted(NAME, ROOM));
		heard(first, "p2p:session");
		heard(first, "p2p:joined");
		first.cancel();
		await().until(() -> server.bean(PeerNamespaceHandler.class).counts().detached() == 1);
		RawClient.Socket second = connect("""
				{"p2p":{"session":"%s","ended":"%s","joins":[{"room":"%s","webrtc":false}]}}"""
			.formatted(NAME.replace('a', 'z'), NAME, ROOM));
		assertThat(heard(second, "p2p:session").getBoolean("resumed")).isFalse();
		assertThat(heard(second, "p2p:joined").getJSONArray("peers")).isEmpty();
		leave(second);
	}

	@Test
	void whenAnEventEndsTwoConnectionsThenItIsGivenUpAndTheRestArrives() {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM)) {
			RawClient.Socket peer = connect("""
					{"p2p":{"session":"%s","joins":[{"room":"%s","webrtc":false}]}}""".formatted(NAME, ROOM));
			heard(peer, "p2p:session");
			heard(peer, "p2p:joined");
			alice.emit("p2p:msg", Map.of("room", ROOM), "poison");
			alice.emit("p2p:msg", Map.of("room", ROOM), "good");
			for (String expected : List.of("poison", "poison", "good")) {
				assertThat(((String) next(peer)).contains(expected)).as(expected).isTrue();
				peer.cancel();
				peer = connect("""
						{"p2p":{"session":"%s","received":0,"failed":true}}""".formatted(NAME));
				assertThat(heard(peer, "p2p:session").getBoolean("resumed")).isTrue();
			}
			leave(peer);
		}
	}

	// an event of the room
	private static Object next(RawClient.Socket socket) {
		Object next = socket.next();
		return next.toString().contains("p2p:msg") ? next : next(socket);
	}

	@ParameterizedTest
	@CsvSource({ "true, 2, too-large", "false, 5, missed" })
	void whenSomethingIsGivenUpThenWhoeverHasSentItIsTold(boolean failed, int tries, String code) {
		try (TestClient alice = TestClient.libraryWebSocket(server, ROOM)) {
			RawClient.Socket peer = connect("""
					{"p2p":{"session":"%s","joins":[{"room":"%s","webrtc":false}]}}""".formatted(NAME, ROOM));
			String id = id(peer);
			heard(peer, "p2p:session");
			heard(peer, "p2p:joined");
			alice.emit("p2p:msg", Map.of("room", ROOM, "ack", 7), "poison");
			alice.emit("p2p:msg", Map.of("room", ROOM, "packed", true), ManyBinariesFixture.pack("packed", 11));
			alice.emit("p2p:msg", Map.of("room", ROOM, "to", id, "ack", 7), JSONObject.NULL, 1);
			server.bean(PeerMessagingTemplate.class).toRoom(ROOM).send("the server's");
			alice.emit("p2p:msg", Map.of("room", ROOM), "last");
			alice.awaitEvent("p2p:msg");
			for (int i = 0; i < 5 * tries; i++) {
				next(peer);
				peer.cancel();
				peer = connect("""
						{"p2p":{"session":"%s","received":0,"failed":%s}}""".formatted(NAME, failed));
				assertThat(heard(peer, "p2p:session").getBoolean("resumed")).isTrue();
			}
			alice.awaitTimes("peer-error", 4);
			List<Map<String, Object>> errors = alice.heard("peer-error")
				.stream()
				.map((arguments) -> ((JSONObject) arguments.get(0)).toMap())
				.toList();
			assertThat(errors).allSatisfy((error) -> assertThat(error).containsEntry("code", code)
				.containsEntry("room", ROOM)
				.containsEntry("peerId", id)
				.containsEntry("peerIds", List.of(id)));
			assertThat(errors).extracting((error) -> error.get("event"))
				.containsExactly("poison", "packed", null, "last");
			assertThat(errors).extracting((error) -> error.get("ack")).containsExactly(7, null, null, null);
			leave(peer);
		}
	}

	@Test
	void whenTheNameIsNoneThenTheServerNamesTheSession() {
		for (String name : List.of("", "x", NAME + "A", NAME.replace('_', '/'))) {
			RawClient.Socket peer = connect("{\"p2p\":{\"session\":\"" + name + "\"}}");
			JSONObject session = heard(peer, "p2p:session");
			assertThat(session.getString("token")).hasSize(43).isNotEqualTo(name);
			leave(peer);
		}
	}

	@Test
	void whenARequestHasNotTheShapeThenItIsRefused() {
		for (String p2p : List.of("{\"session\":[]}", "{\"received\":-1}", "{\"received\":\"x\"}", "{\"joins\":7}")) {
			RawClient.Socket peer = connect("{\"p2p\":" + p2p + "}");
			assertThat(heard(peer, "p2p:session").getString("code")).as(p2p).isEqualTo("bad-request");
			leave(peer);
		}
	}

	@Test
	void whenApplicationLooksAtTheHandshakeThenItSeesNoSecret() {
		RawClient.Socket peer = connect("""
				{"token":"t","p2p":{"session":"%s","joins":[{"room":"%s","webrtc":false}]},"more":1}""".formatted(NAME,
				ROOM));
		String id = id(peer);
		heard(peer, "p2p:session");
		heard(peer, "p2p:joined");
		assertThat(server.bean(RoomManager.class).find(ROOM).member(new PeerId(id)).peer().handshake().auth().text())
			.isEqualTo("{\"token\":\"t\",\"p2p\":1,\"more\":1}");
		leave(peer);
	}

	private static RawClient.Socket connect(String auth) {
		RawClient.Socket socket = new RawClient(server).webSocket("EIO=4&transport=websocket").answerPings();
		socket.next();
		socket.send("40" + auth);
		return socket;
	}

	private static String id(RawClient.Socket socket) {
		return new JSONObject(((String) socket.next()).substring(2)).getString("sid");
	}

	// the next event of the protocol, and the CONNECT's answer before it if that was not
	// looked at
	private static JSONObject heard(RawClient.Socket socket, String event) {
		String packet = (String) socket.next();
		JSONArray array = new JSONArray((packet.startsWith("40") ? (String) socket.next() : packet).substring(2));
		assertThat(array.getString(0)).isEqualTo(event);
		return array.getJSONObject(1);
	}

	private static void leave(RawClient.Socket socket) {
		socket.send("41");
		socket.send("1");
	}

}
