package io.p2p.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.RoomManager;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * An application that sends to peers at other servers: its own has none.
 */
class ClusterMessagingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static ClusterFixture cluster;

	private static TestServer one;

	private static TestServer two;

	private static TestServer sender;

	private static PeerMessagingTemplate messaging;

	@BeforeAll
	static void start() {
		cluster = new ClusterFixture();
		one = cluster.start(ClusterFixture.Tokens.class);
		two = cluster.start(ClusterFixture.Tokens.class);
		sender = cluster.start(ClusterFixture.Tokens.class);
		messaging = sender.bean(PeerMessagingTemplate.class);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@AfterEach
	void theSenderFollowsNoRoom() {
		await().until(() -> sender.bean(RoomManager.class).rooms().isEmpty());
	}

	private static PeerId id(ClusterClient client) {
		return new PeerId(client.id());
	}

	private static PeerId id(TestClient client) {
		return new PeerId(client.id());
	}

	private static TestClient plain(TestServer server, String token) {
		IO.Options options = new IO.Options();
		options.auth = Map.of("token", token);
		options.transports = new String[] { "websocket" };
		return TestClient.connect(server, "/", options);
	}

	@Test
	void whenSentToRoomThenPeersAtAllServersHearItInTheirForm() {
		try (TestClient plain = TestClient.webSocket(one);
				ClusterClient alice = ClusterClient.open(one, "");
				ClusterClient bob = ClusterClient.open(two, "")) {
			assertThat(messaging.toRoom("").send("tea", "Earl Grey", 2)).succeedsWithin(PATIENCE).isEqualTo(3);
			assertThat(plain.awaitEvent("tea")).containsExactly("Earl Grey", 2);
			bob.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(bob.heard("p2p:msg").get(0).toList().subList(2, 5)).containsExactly("tea", "Earl Grey", 2);
			JSONObject header = bob.heard("p2p:msg").get(0).getJSONObject(1);
			assertThat(header.getString("from")).isEmpty();
			assertThat(header.getLong("at")).isPositive();
			assertThat(messaging.toRoom("").except(id(bob), id(plain)).send("tea", "Assam")).succeedsWithin(PATIENCE)
				.isEqualTo(1);
			assertThat(messaging.toRoom("").send("tea", "mark")).succeedsWithin(PATIENCE).isEqualTo(3);
			alice.listenUntil((client) -> client.texts().size() == 3);
			bob.listenUntil((client) -> client.texts().size() == 2);
			assertThat(alice.texts()).containsExactly("Earl Grey", "Assam", "mark");
			assertThat(bob.texts()).containsExactly("Earl Grey", "mark");
		}
	}

	@Test
	void whenRoomPeerOrUserIsUnknownThenNobodyIsSentTo() {
		assertThat(messaging.toRoom("nowhere").send("x")).succeedsWithin(PATIENCE).isEqualTo(0);
		assertThat(messaging.toPeer(new PeerId("nobody")).send("x")).succeedsWithin(PATIENCE).isEqualTo(false);
		assertThat(messaging.toPeer(new PeerId("x".repeat(1000))).send("x")).succeedsWithin(PATIENCE).isEqualTo(false);
		assertThat(messaging.toPeer(new PeerId("nobody"), "nowhere").send("x")).succeedsWithin(PATIENCE)
			.isEqualTo(false);
		assertThat(messaging.toUser("nobody \ud800").send("x")).succeedsWithin(PATIENCE).isEqualTo(0);
		assertThat(messaging.toRoom("x".repeat(300)).send("x")).succeedsWithin(PATIENCE).isEqualTo(0);
		assertThat(messaging.toRoom("half \ud800").send("x")).failsWithin(PATIENCE);
		assertThatIllegalArgumentException().isThrownBy(() -> messaging.toRoom("nowhere").send("p2p:msg"));
	}

	@Test
	void whenServersAndPeersSendThenAllHearItInOneOrder() {
		try (ClusterClient alice = ClusterClient.open(one, "order");
				ClusterClient bob = ClusterClient.open(two, "order");
				ClusterClient carol = ClusterClient.open(two, "order")) {
			IntStream.range(0, 100).forEach((number) -> {
				alice.say("order", "a" + number);
				messaging.toRoom("order").send("text", "s" + number);
			});
			bob.listenUntil((client) -> client.texts().size() == 200);
			carol.listenUntil((client) -> client.texts().size() == 200);
			assertThat(bob.texts()).isEqualTo(carol.texts());
			assertThat(bob.texts().stream().filter((text) -> text.toString().startsWith("s")))
				.containsExactlyElementsOf(IntStream.range(0, 100).<Object>mapToObj((number) -> "s" + number).toList());
		}
	}

	@Test
	void whenSentToPeerThenItHearsItInItsFirstRoomOrInTheOneThatIsNamed() {
		try (ClusterClient bob = ClusterClient.open(two, "b", "a"); TestClient plain = TestClient.webSocket(one)) {
			await().until(() -> messaging.toPeer(id(bob)).send("x", 1).join());
			bob.listenUntil((client) -> !client.texts().isEmpty());
			assertThat(messaging.toPeer(id(bob), "b").send("x", 2)).succeedsWithin(PATIENCE).isEqualTo(true);
			assertThat(messaging.toPeer(id(bob), "c").send("x", 3)).succeedsWithin(PATIENCE).isEqualTo(false);
			assertThat(one.bean(PeerMessagingTemplate.class).toPeer(id(bob)).send("x", 4)).succeedsWithin(PATIENCE)
				.isEqualTo(true);
			bob.listenUntil((client) -> client.texts().size() == 3);
			assertThat(bob.heard("p2p:msg")).extracting((event) -> event.getJSONObject(1).getString("room"))
				.containsExactly("a", "b", "a");
			assertThat(bob.texts()).containsExactly(1, 2, 4);
			await().until(() -> messaging.toPeer(id(plain)).send("y", 1).join());
			assertThat(plain.awaitEvent("y")).containsExactly(1);
			bob.emit("p2p:leave", Map.of("room", "a"));
			await().until(() -> {
				messaging.toPeer(id(bob)).send("x", 5).join();
				bob.ask("p2p:ice", Map.of());
				return bob.heard("p2p:msg")
					.get(bob.heard("p2p:msg").size() - 1)
					.getJSONObject(1)
					.getString("room")
					.equals("b");
			});
		}
	}

	@Test
	void whenOneThreadSendsToPeerInDifferentWaysThenItHearsThemInOrder() {
		try (ClusterClient bob = ClusterClient.login("bob", two, "ways")) {
			await().until(() -> messaging.toUser("bob").send("x", -1).join() == 1);
			bob.listenUntil((client) -> client.texts().size() == 1);
			List<Object> sent = new ArrayList<>(List.of(-1));
			for (int i = 0; i < 100; i++) {
				messaging.toPeer(id(bob)).send("x", 4 * i);
				messaging.toRoom("ways").send("x", 4 * i + 1);
				messaging.toUser("bob").send("x", 4 * i + 2);
				messaging.toPeer(id(bob), "ways").send("x", 4 * i + 3);
				sent.addAll(List.of(4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3));
			}
			bob.listenUntil((client) -> client.texts().size() == sent.size());
			assertThat(bob.texts()).isEqualTo(sent);
		}
	}

	@Test
	void whenUserHasPeersAtSeveralServersThenEachHearsItOnce() {
		try (ClusterClient phone = ClusterClient.login("ada \u00e9{}", one, "a", "b");
				ClusterClient laptop = ClusterClient.login("ada \u00e9{}", two, "b");
				TestClient plain = plain(two, "ada \u00e9{}");
				ClusterClient bob = ClusterClient.login("bob", two, "b")) {
			await().until(() -> messaging.toUser("ada \u00e9{}").send("x", 1).join() == 3);
			assertThat(messaging.toUser("ada \u00e9{}", "b").except(id(laptop)).send("x", 2)).succeedsWithin(PATIENCE)
				.isEqualTo(1);
			assertThat(messaging.toUser("bob").send("x", 3)).succeedsWithin(PATIENCE).isEqualTo(1);
			phone.listenUntil((client) -> client.texts().contains(2));
			bob.listenUntil((client) -> client.texts().contains(3));
			plain.awaitEvent("x");
			assertThat(phone.texts()).endsWith(1, 2);
			assertThat(bob.texts()).containsExactly(3);
			laptop.leave();
			plain.socket().close();
			await().until(() -> messaging.toUser("ada \u00e9{}").send("x", 4).join() == 1);
		}
	}

	@Test
	void whenPeerIsLostThenItHearsItWhereverItComesBack() {
		try (ClusterClient bob = ClusterClient.login("lost", two, "lost")) {
			bob.lose();
			await().until(() -> messaging.toPeer(id(bob)).send("x", 1).join());
			assertThat(messaging.toUser("lost").send("x", 2)).succeedsWithin(PATIENCE).isEqualTo(1);
			assertThat(bob.connect(one).getBoolean("resumed")).isTrue();
			assertThat(messaging.toRoom("lost").send("x", 3)).succeedsWithin(PATIENCE).isEqualTo(1);
			bob.listenUntil((client) -> client.texts().contains(3));
			assertThat(bob.texts()).endsWith(1, 2, 3);
			assertThat(messaging.toPeer(id(bob)).send("x", 4)).succeedsWithin(PATIENCE).isEqualTo(true);
			bob.listenUntil((client) -> client.texts().contains(4));
		}
	}

	@Test
	void whenEventHasTooManyBinariesThenPlainPeersAtOtherServersAreLeftOut() {
		try (TestClient plain = TestClient.webSocket(one); ClusterClient bob = ClusterClient.open(two, "")) {
			Object[] binaries = IntStream.range(0, 11).mapToObj((i) -> new byte[1]).toArray();
			assertThat(messaging.toRoom("").send("many", binaries)).succeedsWithin(PATIENCE).isEqualTo(1);
			assertThat(messaging.toRoom("").except(id(bob)).send("many", binaries)).succeedsWithin(PATIENCE)
				.isEqualTo(0);
			assertThat(messaging.toPeer(id(plain), "").send("many", binaries)).failsWithin(PATIENCE)
				.withThrowableOfType(ExecutionException.class)
				.havingCause()
				.isInstanceOfSatisfying(RefusedException.class,
						(refused) -> assertThat(refused.peerId()).isEqualTo(plain.id()));
		}
	}

}
