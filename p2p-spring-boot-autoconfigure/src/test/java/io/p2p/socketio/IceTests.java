package io.p2p.socketio;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import io.p2p.ice.IceServer;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.IceSettings;
import io.p2p.peer.Peer;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What peers are told to use, whoever says it.
 */
@ExtendWith(OutputCaptureExtension.class)
class IceTests {

	private static final Map<String, Object> JOIN = Map.of("room", "ice", "webrtc", true);

	private static final String[] CONFIGURED = { "p2p.ice.servers[0].urls=stun:stun.example.org",
			"p2p.ice.turn.uris=turn:turn.example.org", "p2p.ice.turn.secret=north" };

	@Test
	void peersGetCredentialsOfTheirOwnThatExpire() {
		try (TestServer server = start();
				TestClient alice = TestClient.library(server);
				TestClient bob = TestClient.library(server)) {
			Instant before = Instant.now();
			JSONObject welcome = alice.ask("p2p:join", JOIN);
			assertThat(welcome.getLong("iceLifetime")).isEqualTo(3_600_000);
			assertThat(urls(welcome)).containsExactly("stun:stun.example.org", "turn:turn.example.org");
			JSONObject turn = welcome.getJSONArray("iceServers").getJSONObject(1);
			String[] username = turn.getString("username").split(":");
			assertThat(Instant.ofEpochSecond(Long.parseLong(username[0]))).isBetween(before.plusSeconds(3_599),
					Instant.now().plusSeconds(3_600));
			assertThat(username[1]).isEqualTo(alice.id());
			JSONObject other = bob.ask("p2p:join", JOIN).getJSONArray("iceServers").getJSONObject(1);
			assertThat(other.getString("username")).endsWith(":" + bob.id());
			assertThat(other.getString("credential")).isNotEqualTo(turn.getString("credential"));
		}
	}

	@Test
	void whoAsksAgainGetsOtherCredentials() {
		try (TestServer server = start("p2p.ice.turn.lifetime=1m"); TestClient alice = TestClient.library(server)) {
			JSONObject welcome = alice.ask("p2p:join", JOIN);
			assertThat(welcome.getLong("iceLifetime")).isEqualTo(60_000);
			String first = welcome.getJSONArray("iceServers").getJSONObject(1).getString("username");
			await().pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
				JSONObject fresh = alice.ask("p2p:ice", Map.of());
				assertThat(fresh.getLong("iceLifetime")).isEqualTo(60_000);
				assertThat(fresh.getJSONArray("iceServers").getJSONObject(1).getString("username"))
					.isGreaterThan(first);
			});
		}
	}

	@Test
	void aProviderIsAskedForThePeerAndMayBlock() {
		try (TestServer server = start(Vendor.class); TestClient alice = TestClient.library(server)) {
			Vendor vendor = server.bean(Vendor.class);
			assertThat(urls(alice.ask("p2p:join", JOIN))).containsExactly("turn:vendor.example.org");
			assertThat(vendor.asked).extracting((peer) -> peer.id().value()).containsExactly(alice.id());
			assertThat(vendor.threads).allMatch((name) -> name.startsWith("p2p-ice-"));
			vendor.gate = new CountDownLatch(1);
			alice.emit("p2p:join", Map.of("room", "later", "webrtc", true));
			await().until(() -> vendor.asked.size() == 2);
			// nobody is held up, not even the peer itself
			assertThat(alice.askAll("p2p:msg", Map.of("room", "ice"), "text")).isEmpty();
			assertThat(server.bean(RoomManager.class).find("later")).isNull();
			vendor.gate.countDown();
			await().until(() -> server.bean(RoomManager.class).find("later") != null);
		}
	}

	@Test
	void whatBrowsersDoNotTakeOfAProvidersAnswerIsLeftOutAndTheRestGoesOn(CapturedOutput output) {
		try (TestServer server = start(Careless.class); TestClient alice = TestClient.library(server)) {
			String[] taken = { "turn:good", "stun:both", "stun:a", "turn:fine" };
			assertThat(urls(alice.ask("p2p:join", JOIN))).containsExactly(taken);
			assertThat(urls(alice.ask("p2p:ice", Map.of()))).containsExactly(taken);
			assertThat(output).containsOnlyOnce("The IceServersProvider gives a server that browsers do not take");
			assertThat(output).doesNotContain("hunter2");
		}
	}

	@Test
	void whoLeavesBeforeTheProviderHasAnsweredIsNotInTheRoom() {
		try (TestServer server = start(Vendor.class); TestClient alice = TestClient.library(server)) {
			Vendor vendor = server.bean(Vendor.class);
			vendor.gate = new CountDownLatch(1);
			alice.emit("p2p:join", JOIN);
			alice.emit("p2p:leave", Map.of("room", "ice"));
			alice.emit("p2p:join", Map.of("room", "other", "webrtc", true));
			await().until(() -> vendor.asked.size() == 1);
			vendor.gate.countDown();
			// one after the other, as it has asked for them
			await().until(() -> server.bean(RoomManager.class).find("other") != null);
			assertThat(alice.heard("peer-error")).isEmpty();
			assertThat(server.bean(RoomManager.class).find("ice")).isNull();
		}
	}

	@Test
	void whoIsGoneBeforeTheProviderHasAnsweredIsInNoRoom() {
		try (TestServer server = start(Vendor.class); TestClient bob = TestClient.library(server, "bob")) {
			Vendor vendor = server.bean(Vendor.class);
			vendor.gate = new CountDownLatch(1);
			try (TestClient alice = TestClient.library(server)) {
				alice.emit("p2p:join", JOIN);
				await().until(() -> vendor.asked.size() == 2);
			}
			await().until(() -> server.bean(PeerNamespaceHandler.class).peers().size() == 1);
			vendor.gate.countDown();
			bob.ask("p2p:ice", Map.of());
			await().during(Duration.ofMillis(200)).until(() -> server.bean(RoomManager.class).find("ice") == null);
		}
	}

	@Test
	void whenTheProviderFailsThenPeersGetWhatIsConfiguredAndAskAgainSoon(CapturedOutput output) {
		try (TestServer server = start(Vendor.class); TestClient alice = TestClient.library(server)) {
			Vendor vendor = server.bean(Vendor.class);
			vendor.fails = true;
			for (int i = 0; i < 3; i++) {
				JSONObject welcome = alice.ask("p2p:join", JOIN);
				assertThat(urls(welcome)).containsExactly("stun:stun.example.org", "turn:turn.example.org");
				assertThat(welcome.getLong("iceLifetime")).isEqualTo(60_000);
			}
			assertThat(output.getOut().split("The IceServersProvider failed", -1)).hasSize(2);
			vendor.fails = false;
			assertThat(urls(alice.ask("p2p:ice", Map.of()))).containsExactly("turn:vendor.example.org");
			vendor.returnsNull = true;
			assertThat(urls(alice.ask("p2p:ice", Map.of()))).contains("stun:stun.example.org");
			assertThat(output.getOut().split("The IceServersProvider failed", -1)).hasSize(3);
		}
	}

	@Test
	void whenTheProviderHangsThenPeersWaitThreeSecondsAndItsThreadIsFree(CapturedOutput output) {
		try (TestServer server = start(Vendor.class); TestClient alice = TestClient.library(server)) {
			Vendor vendor = server.bean(Vendor.class);
			vendor.gate = new CountDownLatch(1);
			Instant before = Instant.now();
			assertThat(urls(alice.ask("p2p:join", JOIN))).contains("stun:stun.example.org");
			assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
			await().until(() -> vendor.interrupted == 1);
			assertThat(output).contains("did not answer within 3 seconds");
		}
	}

	private static TestServer start(Object... more) {
		Object[] all = new Object[CONFIGURED.length + more.length];
		System.arraycopy(CONFIGURED, 0, all, 0, CONFIGURED.length);
		System.arraycopy(more, 0, all, CONFIGURED.length, more.length);
		return TestServer.start(all);
	}

	private static List<String> urls(JSONObject answer) {
		return answer.getJSONArray("iceServers")
			.toList()
			.stream()
			.flatMap((server) -> ((List<?>) ((Map<?, ?>) server).get("urls")).stream())
			.map(String::valueOf)
			.toList();
	}

	static class Vendor {

		private final Queue<Peer> asked = new ConcurrentLinkedQueue<>();

		private final Queue<String> threads = new ConcurrentLinkedQueue<>();

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private volatile boolean fails;

		private volatile boolean returnsNull;

		private volatile int interrupted;

		@Bean
		IceServersProvider vendorIceServers() {
			return this::answer;
		}

		private IceSettings answer(Peer peer) throws InterruptedException {
			this.asked.add(peer);
			this.threads.add(Thread.currentThread().getName());
			try {
				this.gate.await();
			}
			catch (InterruptedException ex) {
				this.interrupted = 1;
				throw ex;
			}
			if (this.fails) {
				throw new IllegalStateException("The vendor is down");
			}
			return this.returnsNull ? null : new IceSettings(
					List.of(new IceServer(List.of("turn:vendor.example.org"), "u", "c")), Duration.ofHours(2));
		}

	}

	static class Careless {

		@Bean
		IceServersProvider careless() {
			return (peer) -> IceSettings.of(new IceServer(List.of("turn:empty"), "", "hunter2"),
					new IceServer(List.of("turn://first", "turn:good", "turn:last:0"), "u", "hunter2"),
					new IceServer(List.of("http://x"), null, null), new IceServer(List.of(), null, null),
					new IceServer(List.of("turn:nobody", "stun:both"), null, null), IceServer.stun("stun:a"),
					new IceServer(List.of("turn:long"), "u".repeat(510), "hunter2"),
					new IceServer(List.of("turn:none"), "u", ""), new IceServer(List.of("turn:fine"), "u", "hunter2"));
		}

	}

}
