package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.socket.client.Ack;
import org.json.JSONArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.codec.PackedEvent;
import io.p2p.messaging.NotAnsweredException;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.RawMessage;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Two library peers and a client without the library in the default room.
 */
abstract class ManyBinariesFixture {

	static final Map<String, Object> DEFAULT_ROOM = Map.of("room", "");

	static TestServer server;

	TestClient alice;

	TestClient bob;

	TestClient plain;

	@BeforeAll
	static void start() {
		server = TestServer.start(Handlers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.alice = TestClient.library(server, "");
		this.bob = TestClient.library(server, "");
		this.plain = TestClient.plain(server);
		this.alice.awaitTimes("peer-connect", 2);
	}

	@AfterEach
	void everybodyIsStillThere() {
		for (TestClient client : List.of(this.alice, this.bob, this.plain)) {
			assertThat(client.socket().connected()).isTrue();
			assertThat(client.heard("disconnect")).isEmpty();
			client.close();
		}
	}

	void answerOnPlain(Function<Object[], Object[]> answer) {
		this.plain.socket()
			.on("question", (arguments) -> ((Ack) arguments[arguments.length - 1]).call(answer.apply(arguments)));
	}

	static PeerMessagingTemplate messaging() {
		return server.bean(PeerMessagingTemplate.class);
	}

	static Map<String, Object> addressed(TestClient to, int ack) {
		return (ack > 0) ? Map.of("room", "", "to", to.id(), "ack", ack) : Map.of("room", "", "to", to.id());
	}

	static Map<String, Object> packed(Map<String, Object> header) {
		Map<String, Object> packed = new HashMap<>(header);
		packed.put("packed", true);
		return packed;
	}

	static byte[] pack(String event, int count) {
		return new PackedEvent(content("\"" + event + "\"", count), bytes(count)).write(0);
	}

	static byte[] content(String name, int count) {
		String placeholders = IntStream.range(0, count)
			.mapToObj((i) -> ",{\"_placeholder\":true,\"num\":" + i + "}")
			.reduce("", String::concat);
		return ("[" + name + placeholders + ",1]").getBytes(StandardCharsets.UTF_8);
	}

	static List<byte[]> bytes(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new byte[] { (byte) i }).toList();
	}

	static Object[] binaries(int count) {
		return bytes(count).toArray();
	}

	static Object[] arguments(Object header, String event, int count) {
		return Stream.concat(Stream.of(header, event), bytes(count).stream()).toArray();
	}

	static JSONArray deep(int depth) {
		JSONArray array = new JSONArray();
		for (int i = 1; i < depth; i++) {
			array = new JSONArray().put(array);
		}
		return array;
	}

	static List<?> nested(int depth) {
		List<?> list = List.of();
		for (int i = 1; i < depth; i++) {
			list = List.of(list);
		}
		return list;
	}

	static NotAnsweredException failure(CompletableFuture<?> future) {
		CompletionException failure = catchThrowableOfType(CompletionException.class,
				() -> future.orTimeout(9, TimeUnit.SECONDS).join());
		assertThat(failure).hasCauseInstanceOf(NotAnsweredException.class);
		return (NotAnsweredException) failure.getCause();
	}

	static class Handlers {

		@PeerMessageHandler(event = "answers", relay = false)
		List<byte[]> answers(int count) {
			return bytes(count);
		}

		@PeerMessageHandler("replaces")
		List<byte[]> replaces(int count) {
			return bytes(count);
		}

		@PeerMessageHandler(event = "nested", relay = false)
		List<?> deepAnswer(int depth) {
			return nested(depth);
		}

		@PeerMessageHandler(event = "counts", relay = false)
		int counts(RawMessage message) {
			return message.attachments().size();
		}

		@PeerMessageHandler("counted")
		int counted(RawMessage message) {
			return message.attachments().size();
		}

	}

}
