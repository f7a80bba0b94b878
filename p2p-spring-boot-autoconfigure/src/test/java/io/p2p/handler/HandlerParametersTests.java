package io.p2p.handler;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.json.JSONArray;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.annotation.EventArgument;
import io.p2p.annotation.PeerData;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class HandlerParametersTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Handlers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenEventHasSeveralArgumentsThenPayloadsTakeThemByPositionWhateverIsBetween() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("positions", "a", 2, new JSONArray(List.of(3, 4))))
				.containsExactly("a 2 [3, 4] " + alice.id());
			assertThat(alice.askAll("indexed", "zero", "one", "two")).containsExactly("two zero one");
		}
	}

	@Test
	void whenPayloadIsARecordACollectionOrGenericThenItIsRead() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("record", Map.of("text", "x", "size", 3)).toMap())
				.isEqualTo(Map.of("text", "x", "size", 3));
			assertThat(alice.askAll("generic", new JSONArray(List.of(Map.of("text", "x", "size", 1)))))
				.containsExactly("x1");
			assertThat(alice.askAll("inherited", Map.of("text", "y", "size", 2))).containsExactly("y2");
		}
	}

	@Test
	void whenPayloadIsBinaryThenItComesAndGoesAsBytesOrBuffer() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat((byte[]) alice.askAll("bytes", (Object) new byte[] { 1, 2 })[0]).containsExactly(1, 2);
			assertThat((byte[]) alice.askAll("buffer", (Object) new byte[] { 3, 4, 5 })[0]).containsExactly(4, 5);
		}
	}

	@Test
	void whenAnArgumentIsMissingThenItIsRefusedUnlessItIsOptionalOrNullable() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("positions", "a").toMap()).isEqualTo(
					Map.of("code", "bad-request", "message", "The server's handler needs argument 1 of the event"));
			assertThat(alice.ask("record", JSONObject.NULL).getString("code")).isEqualTo("bad-request");
			assertThat(alice.askAll("optional")).containsExactly("empty null");
			assertThat(alice.askAll("optional", JSONObject.NULL, JSONObject.NULL)).containsExactly("empty null");
			assertThat(alice.askAll("optional", "a", "b")).containsExactly("a b");
			assertThat(alice.ask("number", "no number").toMap())
				.isEqualTo(Map.of("code", "bad-request", "message", "Argument 0 must be an int"));
		}
	}

	@Test
	void whenHandlerTakesThePeerThenItIsThePeerInTheRoomOfTheEvent() {
		try (TestClient alice = TestClient.library(server); TestClient bob = TestClient.library(server, "one")) {
			alice.ask("p2p:join", Map.of("room", "one", "webrtc", true, "data", Map.of("text", "in one")));
			alice.ask("p2p:join", Map.of("room", "two", "webrtc", true, "data", Map.of("text", "in two")));
			alice.emit("p2p:path", Map.of("room", "one", "to", bob.id(), "epoch", 1));
			assertThat(peerIn(alice, "one")).isEqualTo(alice.id() + " /socket.io/ WEBRTC {\"text\":\"in one\"}");
			assertThat(peerIn(alice, "two")).isEqualTo(alice.id() + " /socket.io/ RELAY {\"text\":\"in two\"}");
			assertThat(answer(alice, Map.of("room", "two"), "data")).isEqualTo("in two");
			assertThat(answer(alice, Map.of("room", "two"), "where")).isEqualTo("two two false " + alice.id());
		}
	}

	@Test
	void whenPeerHasNoDataThenOnlyAHandlerThatNeedsSomeRefuses() {
		try (TestClient alice = TestClient.library(server, "bare")) {
			assertThat(alice.ask("p2p:msg", Map.of("room", "bare"), "data").getString("code")).isEqualTo("bad-request");
			assertThat(answer(alice, Map.of("room", "bare"), "optional-data")).isEqualTo("true");
		}
	}

	@Test
	void whenHandlerTakesAPeerMessageThenItHasThePayloadAndWhatIsKnownOfTheEvent() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("message", Map.of("text", "x", "size", 3)))
				.containsExactly("message x3 " + alice.id() + " '' " + "[{\"text\":\"x\",\"size\":3}]".length());
			assertThat(alice.ask("message").getString("code")).isEqualTo("bad-request");
			assertThat(alice.askAll("any-message")).containsExactly("null");
			assertThat(alice.askAll("raw", "x")).containsExactly("[\"x\"]");
		}
	}

	@Test
	void whenHandlerTakesHeadersThenItGetsTheEventsNameSizeAndRoom() {
		try (TestClient alice = TestClient.library(server, "kitchen")) {
			assertThat(answer(alice, Map.of("room", "kitchen"), "headers", "x")).isEqualTo("headers 5 5 kitchen");
		}
	}

	@Test
	void whenTheApplicationHasAResolverThenItIsAskedBeforePayloadsAreTaken() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("custom", "x")).containsExactly("custom of " + alice.id() + ": x");
		}
	}

	private static String peerIn(TestClient client, String room) {
		return answer(client, Map.of("room", room), "peer");
	}

	private static String answer(TestClient client, Map<String, ?> header, String event, Object... arguments) {
		Object[] all = new Object[arguments.length + 2];
		all[0] = header;
		all[1] = event;
		System.arraycopy(arguments, 0, all, 2, arguments.length);
		return (String) client.askAll("p2p:msg", all)[0];
	}

	record Text(String text, int size) {

		@Override
		public String toString() {
			return this.text + this.size;
		}

	}

	record Name(String text) {

	}

	record Custom(String text) {

	}

	abstract static class Base<T> {

		@PeerMessageHandler(event = "inherited", relay = false)
		String inherited(T payload) {
			return payload.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers extends Base<Text> {

		@PeerMessageHandler(event = "positions", relay = false)
		String positions(String first, Peer peer, int second, List<Long> third) {
			return first + " " + second + " " + third + " " + peer.id();
		}

		@PeerMessageHandler(event = "indexed", relay = false)
		String indexed(@EventArgument(2) String third, String first, String second) {
			return third + " " + first + " " + second;
		}

		@PeerMessageHandler(event = "record", relay = false)
		Text asRecord(Text text) {
			return text;
		}

		@PeerMessageHandler(event = "generic", relay = false)
		String generic(List<Text> texts) {
			return texts.get(0).toString();
		}

		@PeerMessageHandler(event = "bytes", relay = false)
		byte[] bytes(byte[] bytes) {
			return bytes;
		}

		@PeerMessageHandler(event = "buffer", relay = false)
		ByteBuffer buffer(ByteBuffer buffer) {
			buffer.get();
			return buffer;
		}

		@PeerMessageHandler(event = "optional", relay = false)
		String optional(Optional<String> first, @Nullable String second) {
			return first.orElse("empty") + " " + second;
		}

		@PeerMessageHandler(event = "number", relay = false)
		int number(int number) {
			return number;
		}

		@PeerMessageHandler(event = "peer", relay = false)
		String peer(Peer peer, PeerId id, PeerHandshake handshake) {
			assertThat(id).isEqualTo(peer.id());
			assertThat(handshake).isEqualTo(peer.handshake());
			return id + " " + handshake.path() + " " + peer.path() + " " + peer.data().text();
		}

		@PeerMessageHandler(event = "data", relay = false)
		String data(@PeerData Name data) {
			return data.text();
		}

		@PeerMessageHandler(event = "optional-data", relay = false)
		String optionalData(@PeerData Optional<Text> data) {
			return Boolean.toString(data.isEmpty());
		}

		@PeerMessageHandler(event = "where", relay = false)
		String where(Room room, Room again, RoomMember member) {
			return room.name() + " " + again.name() + " " + member.plain() + " " + member.id();
		}

		@PeerMessageHandler(event = "message", relay = false)
		String message(PeerMessage<Text> message) {
			return message.event() + " " + message.payload() + " " + message.sender().id() + " '" + message.room()
					+ "' " + message.size();
		}

		@PeerMessageHandler(event = "any-message", relay = false)
		String anyMessage(PeerMessage<?> message) {
			return String.valueOf(message.payload());
		}

		@PeerMessageHandler(event = "raw", relay = false)
		String raw(RawMessage message) {
			return new String(message.arguments(), StandardCharsets.UTF_8);
		}

		@PeerMessageHandler(event = "headers", relay = false)
		String headers(@Header("event") String name, @Header("size") long size, @Header("size") Integer asInteger,
				@Header String room) {
			return name + " " + size + " " + asInteger + " " + room;
		}

		@PeerMessageHandler(event = "custom", relay = false)
		String custom(Custom custom, String payload) {
			return custom.text() + ": " + payload;
		}

		@Bean
		HandlerMethodArgumentResolver customResolver() {
			return new HandlerMethodArgumentResolver() {

				@Override
				public boolean supportsParameter(MethodParameter parameter) {
					return parameter.getParameterType() == Custom.class;
				}

				@Override
				public Object resolveArgument(MethodParameter parameter, Message<?> message) {
					Peer peer = (Peer) message.getHeaders().get(PeerMessageHeaders.PEER);
					return new Custom(message.getHeaders().get(PeerMessageHeaders.EVENT) + " of " + peer.id());
				}

			};
		}

	}

}
