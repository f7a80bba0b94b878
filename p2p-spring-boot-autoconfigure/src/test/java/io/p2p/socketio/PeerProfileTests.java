package io.p2p.socketio;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerProfile;
import io.p2p.room.RoomManager;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What peers are told of who the others are.
 */
@ExtendWith(OutputCaptureExtension.class)
class PeerProfileTests {

	private static final String SECRET = "s3cr3t";

	private TestServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenPeerIsSomebodyThenTheOthersAreToldItsNameWhateverItSaysItself() {
		this.server = TestServer.start(Users.class);
		try (TestClient alice = connect("alice");
				TestClient bob = connect("bob");
				TestClient eve = connect("bob-eve");
				TestClient nobody = connect("anonymous")) {
			join(alice);
			join(nobody);
			JSONObject forged = new JSONObject(Map.of("name", "alice"));
			eve.ask("p2p:join", Map.of("room", "r", "webrtc", false, "user", forged, "data", "I am Alice"));
			alice.awaitTimes("peer-connect", 2);
			assertThat(alice.heard("peer-connect")).extracting((heard) -> ((JSONObject) heard.get(0)).toMap())
				.containsExactly(Map.of("room", "r", "peerId", nobody.id(), "webrtc", false), Map.of("room", "r",
						"peerId", eve.id(), "webrtc", false, "user", Map.of("name", "bob-eve"), "data", "I am Alice"));
			assertThat(join(bob).getJSONArray("peers").toList()).containsExactlyInAnyOrder(
					Map.of("peerId", alice.id(), "webrtc", false, "user", Map.of("name", "alice")),
					Map.of("peerId", nobody.id(), "webrtc", false), Map.of("peerId", eve.id(), "webrtc", false, "user",
							Map.of("name", "bob-eve"), "data", "I am Alice"));
			assertThat(member("r", eve.id()).user().text()).isEqualTo("{\"name\":\"bob-eve\"}");
			assertThat(member("r", nobody.id()).user()).isNull();
		}
	}

	@Test
	void whenPeerIsPlainThenLibraryPeersAreToldToo() {
		this.server = TestServer.start(Users.class);
		IO.Options options = TestClient.showing("alice");
		options.auth = Map.of("token", "alice");
		try (TestClient bob = connect("bob")) {
			bob.ask("p2p:join", Map.of("webrtc", false));
			try (TestClient plain = TestClient.connect(this.server, "/", options)) {
				assertThat(((JSONObject) bob.awaitEvent("peer-connect").get(0)).toMap()).isEqualTo(Map.of("room", "",
						"peerId", plain.id(), "webrtc", false, "plain", true, "user", Map.of("name", "alice")));
			}
		}
	}

	@Test
	void whenPeerComesBackThenItIsKnownByItsLatestProfile() {
		this.server = TestServer.start(Users.class, Counted.class);
		SessionClient alice = SessionClient.open(this.server, "r", "alice");
		alice.lose();
		assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
		try (TestClient bob = connect("bob")) {
			assertThat(join(bob).getJSONArray("peers").toList())
				.containsExactly(Map.of("peerId", alice.id(), "webrtc", false, "user", 2));
		}
		alice.close();
	}

	@Test
	void whenApplicationHasAProfileThenItIsAskedOnceForEachConnectionAndWrittenByItsMapper() {
		this.server = TestServer.start(Users.class, Profiles.class);
		try (TestClient alice = connect("alice-admin"); TestClient bob = connect("bob")) {
			join(alice);
			alice.ask("p2p:join", Map.of("room", "other", "webrtc", false));
			assertThat(user(bob)).isEqualTo(Map.of("full-name", "alice-admin", "roles", List.of("admin")));
			Profiles profiles = this.server.bean(Profiles.class);
			assertThat(profiles.asked).containsExactly("alice-admin", "bob");
			assertThat(profiles.threads).allMatch((thread) -> thread.startsWith("p2p-admission-"));
		}
	}

	@Test
	void whenProfileIsAsLargeAsItMayBeThenTheOthersAreTold() {
		this.server = TestServer.start(Users.class, Profiles.class);
		try (TestClient alice = connect("alice-large"); TestClient bob = connect("bob")) {
			join(alice);
			assertThat(user(bob)).isEqualTo("x".repeat(16 * 1024 - 2));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "empty" })
	void whenProfileIsNothingThenNobodyIsToldAnything(String kind, CapturedOutput output) {
		this.server = TestServer.start(Users.class, Profiles.class);
		try (TestClient alice = connect("alice-" + kind); TestClient bob = connect("bob")) {
			join(alice);
			assertThat(user(bob)).isNull();
		}
		assertThat(output).doesNotContain("PeerProfile");
	}

	@ParameterizedTest
	@ValueSource(strings = { "exception", "error", "larger", "binary", "deep", "unwritable" })
	void whenProfileFailsThenThePeerIsThereWithoutItAndTheLogSaysWhy(String kind, CapturedOutput output) {
		this.server = TestServer.start(Users.class, Profiles.class);
		try (TestClient alice = connect("alice-" + kind); TestClient bob = connect("bob")) {
			join(alice);
			assertThat(user(bob)).isNull();
			bob.emit("p2p:msg", Map.of("room", "r"), "text", "hello");
			alice.awaitEvent("p2p:msg");
			assertThat(output.getOut().lines().filter((line) -> line.contains("PeerProfile"))).singleElement()
				.asString()
				.contains("WARN")
				.contains(alice.id())
				.doesNotContain(SECRET);
		}
	}

	@Test
	void whenThereIsAProfileAndNoAuthenticatorThenItSaysWhatItLikesOfPeersThatAreNobody() {
		this.server = TestServer.start(Addresses.class);
		try (TestClient first = TestClient.libraryWebSocket(this.server, "r");
				TestClient second = TestClient.library(this.server)) {
			assertThat(join(second).getJSONArray("peers").getJSONObject(0).toMap()).containsEntry("peerId", first.id())
				.containsEntry("user", "127.0.0.1");
		}
	}

	private TestClient connect(String token) {
		return TestClient.connect(this.server, "/", TestClient.showing(token));
	}

	private static JSONObject join(TestClient client) {
		return client.ask("p2p:join", Map.of("room", "r", "webrtc", false));
	}

	// of the only other peer, as one hears it that joins
	private static Object user(TestClient client) {
		Map<?, ?> other = (Map<?, ?>) join(client).getJSONArray("peers").toList().get(0);
		return other.get("user");
	}

	private Peer member(String room, String id) {
		return this.server.bean(RoomManager.class).find(room).member(new PeerId(id)).peer();
	}

	static class Profiles {

		private final Queue<String> asked = new ConcurrentLinkedQueue<>();

		private final Queue<String> threads = new ConcurrentLinkedQueue<>();

		@Bean
		PeerProfile profile() {
			return (peer) -> {
				String name = peer.principal().getName();
				this.asked.add(name);
				this.threads.add(Thread.currentThread().getName());
				return of(name);
			};
		}

		private static Object of(String name) {
			return switch (name.substring(name.indexOf('-') + 1)) {
				case "admin" -> new Person(name, List.of("admin"));
				case "large" -> "x".repeat(16 * 1024 - 2);
				case "larger" -> "x".repeat(16 * 1024 - 1);
				case "null" -> null;
				case "empty" -> Optional.empty();
				case "exception" -> throw new IllegalStateException(SECRET);
				case "error" -> throw new AssertionError(SECRET);
				case "binary" -> Map.of("picture", ByteBuffer.allocate(1));
				case "deep" -> deep(251);
				case "unwritable" -> new Object() {

					@JsonProperty
					String name() {
						throw new IllegalStateException(SECRET);
					}

				};
				default -> List.of();
			};
		}

		private static Object deep(int levels) {
			return (levels == 0) ? 1 : List.of(deep(levels - 1));
		}

		record Person(@JsonProperty("full-name") String name, List<String> roles) {

		}

	}

	static class Counted {

		private int connections;

		@Bean
		PeerProfile profile() {
			return (peer) -> ++this.connections;
		}

	}

	static class Addresses {

		@Bean
		PeerProfile profile() {
			return (peer) -> peer.remoteAddress().getHostString();
		}

	}

}
