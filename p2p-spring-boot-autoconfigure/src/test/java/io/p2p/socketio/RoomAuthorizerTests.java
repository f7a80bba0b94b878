package io.p2p.socketio;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.RawConnection;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that decides who may join which room, and takes its time.
 */
@ExtendWith(OutputCaptureExtension.class)
class RoomAuthorizerTests {

	// one test asks for more in a second than the rate of joins and leaves allows
	private final TestServer server = TestServer.start(Rules.class, "p2p.limits.joins-per-second=0");

	private final Rules rules = this.server.bean(Rules.class);

	@AfterEach
	void nothingStays() {
		this.rules.release.countDown();
		Census.awaitNobody(this.server);
		this.server.close();
	}

	@Test
	void whenPeerMayNotJoinThenItIsToldAndHearsAndSaysNothingThere() {
		try (TestClient alice = join("open-1"); TestClient eve = stranger()) {
			String room = "closed";
			assertThat(code(eve, room)).isEqualTo("room-refused");
			assertThat(eve.ask("p2p:msg", Map.of("room", room), "x").getString("code")).isEqualTo("not-a-member");
			assertThat(eve.ask("p2p:msg", Map.of("room", "open-1"), "x").getString("code")).isEqualTo("not-a-member");
			assertThat(eve.ask("p2p:msg", Map.of("room", "open-1", "to", alice.id(), "from", alice.id(), "seq", 1), "x")
				.getString("code")).isEqualTo("not-a-member");
			assertThat(eve
				.ask("peer-signal",
						Map.of("room", "open-1", "toPeerId", alice.id(), "offerId", "1", "signal",
								Map.of("closed", true)))
				.getString("code")).isIn("not-a-member", "unknown-peer");
			assertThat(alice.heard("p2p:msg")).isEmpty();
			assertThat(alice.heard("peer-signal")).isEmpty();
			assertThat(this.server.bean(RoomManager.class).find(room)).isNull();
		}
	}

	@Test
	void whenAuthorizerIsAskedThenItIsOffTheEventLoop() {
		try (TestClient alice = join("open")) {
			assertThat(this.rules.threads).isNotEmpty().allMatch((thread) -> thread.startsWith("p2p-admission-"));
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenAuthorizerGivesAReasonThenTheClientHearsIt() {
		try (TestClient eve = stranger()) {
			JSONObject error = eve.ask("p2p:join", Map.of("room", "reason", "webrtc", false));
			assertThat(error.toMap()).isEqualTo(Map.of("code", "unauthorized", "message", "Members only"));
		}
	}

	@Test
	void whenAuthorizerFailsThenTheClientIsRefusedWithoutAWordOfIt(CapturedOutput output) {
		try (TestClient eve = stranger()) {
			JSONObject error = eve.ask("p2p:join", Map.of("room", "fail", "webrtc", false));
			assertThat(error.getString("code")).isEqualTo("room-refused");
			assertThat(error.toString()).doesNotContain("secret");
			assertThat(code(eve, "open")).isEmpty();
		}
		assertThat(output).contains("RoomAuthorizer failed with java.lang.IllegalStateException")
			.doesNotContain("secret");
	}

	@Test
	void whenAuthorizerTakesItsTimeThenOtherRoomsOfThePeerGoOn() {
		try (TestClient bob = join("open"); TestClient alice = join("open")) {
			alice.emit("p2p:join", Map.of("room", "slow", "webrtc", false));
			await().until(() -> this.rules.asked.contains("slow"));
			assertThat(alice.ask("p2p:msg", Map.of("room", "slow"), "early").getString("code"))
				.isEqualTo("not-a-member");
			assertThat(alice.askAll("p2p:msg", Map.of("room", "open"), "meanwhile")).isEmpty();
			bob.awaitEvent("p2p:msg");
		}
	}

	@Test
	void whenPeerLeavesWhileItIsDecidedThenItIsNotInTheRoomThen() {
		try (RawConnection alice = RawConnection.peer(this.server.port(), "{\"p2p\":1}")) {
			alice.text("421[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":false}]");
			alice.text("422[\"p2p:leave\",{\"room\":\"slow\"}]");
			alice.text("423[\"p2p:join\",{\"room\":\"closed\",\"webrtc\":false}]");
			alice.text("424[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":false,\"data\":1}]");
			alice.text("425[\"p2p:update\",{\"room\":\"slow\",\"data\":2}]");
			await().until(() -> this.rules.asked.contains("slow"));
			this.rules.release.countDown();
			List<String> answers = new ArrayList<>();
			while (answers.size() < 5) {
				answers.add(alice.read());
			}
			assertThat(answers.stream().sorted().map((answer) -> answer.split("\":")[0]))
				.containsExactly("431[{\"peerId", "432[]", "433[{\"code", "434[{\"peerId", "435[]");
			assertThat(this.server.bean(RoomManager.class).find("slow").members()).singleElement()
				.satisfies((member) -> assertThat(member.data().text()).isEqualTo("2"));
		}
	}

	@Test
	void whenPeerGoesWhileItIsDecidedThenItIsNotLeftInTheRoom() {
		for (boolean library : List.of(true, false)) {
			RawConnection alice = RawConnection.peer(this.server.port(), "{\"p2p\":1}");
			this.rules.asked.clear();
			alice.text("42[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":false}]");
			await().until(() -> this.rules.asked.contains("slow"));
			if (library) {
				alice.text("41");
			}
			alice.close();
			await().until(() -> this.server.bean(PeerNamespaceHandler.class).peers().isEmpty());
		}
		this.rules.release.countDown();
		await().until(() -> this.rules.answered.get() == 2);
		assertThat(this.server.bean(RoomManager.class).rooms()).isEmpty();
	}

	@Test
	void whenPeerIsLostAndBackWhileItIsDecidedThenItIsInTheRoom() {
		try (SessionClient alice = SessionClient.connect(this.server)) {
			alice.session();
			alice.send("42[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":false}]");
			await().until(() -> this.rules.asked.contains("slow"));
			alice.lose();
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			this.rules.release.countDown();
			JSONObject welcome = alice.ask("p2p:join", Map.of("room", "slow", "webrtc", false));
			assertThat(welcome.getString("peerId")).isEqualTo(alice.id());
			assertThat(this.server.bean(RoomManager.class).find("slow").members()).hasSize(1);
		}
	}

	@Test
	void whenPeerAsksForASessionAfterItAskedForARoomThenItIsRefused() {
		try (SessionClient bob = SessionClient.open(this.server, "open");
				SessionClient alice = SessionClient.connect(this.server)) {
			alice.send("42[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":false}]");
			assertThat(alice.ask("p2p:session", Map.of("session", bob.token(), "received", 0)).getString("code"))
				.isEqualTo("bad-request");
		}
	}

	@Test
	void whenPlainClientConnectsThenTheDefaultRoomIsAskedForAndWhatItSaysMeanwhileIsNotLost() {
		this.rules.slowRoom = Room.DEFAULT_NAME;
		try (TestClient bob = join("open");
				RawConnection alice = RawConnection.peer(this.server.port(), "{}");
				RawConnection carol = RawConnection.peer(this.server.port(), "{}")) {
			await().until(() -> this.rules.asked.stream().filter(Room.DEFAULT_NAME::equals).count() == 2);
			alice.text("42[\"chat\",1]");
			alice.text("42[\"chat\",2]");
			this.rules.release.countDown();
			List<String> heard = new ArrayList<>();
			while (heard.stream().filter((one) -> one.contains("chat")).count() < 2
					&& heard.stream().noneMatch((one) -> one.contains("numClients\",1"))) {
				heard.add(carol.read());
			}
			assertThat(alice.read()).contains("numClients");
			assertThat(bob.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenDefaultRoomIsRefusedThenAPlainClientIsToldAndNobodyHearsIt() {
		this.rules.closedRoom = Room.DEFAULT_NAME;
		try (RawConnection alice = RawConnection.peer(this.server.port(), "{}")) {
			assertThat(alice.read()).contains("peer-error").contains("room-refused");
			alice.text("42[\"chat\",1]");
			assertThat(alice.read()).contains("peer-error").contains("not-a-member");
			alice.text("421[\"p2p:join\",{\"room\":\"open\",\"webrtc\":false}]");
			assertThat(alice.read()).startsWith("431[{\"peerId\"");
		}
	}

	@Test
	void whenPlainClientTurnsOutToBeALibraryMeanwhileThenItIsNotInTheDefaultRoom() {
		this.rules.slowRoom = Room.DEFAULT_NAME;
		try (RawConnection alice = RawConnection.peer(this.server.port(), "{}")) {
			alice.text("421[\"p2p:session\",{}]");
			assertThat(alice.read()).startsWith("431[{");
			this.rules.release.countDown();
			alice.text("422[\"p2p:join\",{\"room\":\"open\",\"webrtc\":false}]");
			assertThat(alice.read()).startsWith("432[{\"peerId\"");
			assertThat(this.server.bean(RoomManager.class).rooms()).extracting(Room::name).containsExactly("open");
			alice.text("41");
		}
	}

	@Test
	void whenRoomsNameIsTooLongThenNobodyIsAsked() {
		try (TestClient alice = stranger()) {
			assertThat(code(alice, "x".repeat(129))).isEqualTo("bad-request");
			assertThat(this.rules.asked).isEmpty();
		}
	}

	@Test
	void whenManyRequestsWaitThenTheirSenderIsHeldUpAndNothingIsLost() {
		try (RawConnection alice = RawConnection.peer(this.server.port(), "{\"p2p\":1}")) {
			alice.text("421[\"p2p:join\",{\"room\":\"slow\",\"webrtc\":false}]");
			for (int i = 0; i < 600; i++) {
				alice.text("42" + (i + 2) + "[\"p2p:leave\",{\"room\":\"slow\"}]");
			}
			await().until(() -> this.rules.asked.contains("slow"));
			this.rules.release.countDown();
			Set<String> answers = new HashSet<>();
			for (int i = 0; i <= 600; i++) {
				answers.add(alice.read().split("\\[")[0]);
			}
			assertThat(answers).hasSize(601);
			assertThat(this.server.bean(RoomManager.class).rooms()).isEmpty();
		}
	}

	@Test
	void whenThereIsNoAuthorizerThenNobodyIsAskedAndNothingIsKept() {
		try (TestServer open = TestServer.start(); TestClient alice = TestClient.libraryWebSocket(open, "any")) {
			assertThat(alice.socket().connected()).isTrue();
			assertThat(Census.of(open)).containsEntry("joins.queues", 0);
			Object executor = ReflectionTestUtils.getField(open.bean(RoomJoinService.class), "executor");
			assertThat(executor).extracting("poolSize").isEqualTo(0);
		}
	}

	private TestClient stranger() {
		return TestClient.connect(this.server, "/", TestClient.showing("anything"));
	}

	private TestClient join(String room) {
		return TestClient.libraryWebSocket(this.server, room);
	}

	private static String code(TestClient client, String room) {
		return client.ask("p2p:join", Map.of("room", room, "webrtc", false)).optString("code");
	}

	static class Rules {

		private final Queue<String> asked = new ConcurrentLinkedQueue<>();

		private final Queue<String> threads = new ConcurrentLinkedQueue<>();

		private final AtomicInteger answered = new AtomicInteger();

		private final CountDownLatch release = new CountDownLatch(1);

		private volatile String slowRoom = "slow";

		private volatile String closedRoom = "closed";

		@Bean
		RoomAuthorizer authorizer() {
			return (peer, room) -> {
				this.asked.add(room);
				this.threads.add(Thread.currentThread().getName());
				if (room.equals("reason")) {
					throw new RefusedException(ErrorCode.UNAUTHORIZED, "Members only");
				}
				if (room.equals("fail")) {
					throw new IllegalStateException("secret");
				}
				if (room.equals(this.slowRoom)) {
					awaitRelease();
				}
				this.answered.incrementAndGet();
				return !room.equals(this.closedRoom);
			};
		}

		private void awaitRelease() {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
