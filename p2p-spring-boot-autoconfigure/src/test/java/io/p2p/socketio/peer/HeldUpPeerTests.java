package io.p2p.socketio.peer;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that sends faster than the application takes it is held up, whichever of its
 * connections it does so over.
 */
class HeldUpPeerTests {

	private static final String ROOM = "room";

	// fewer than hold a peer up, so that it takes several connections
	private static final int SOME = 100;

	private final TestServer server = TestServer.start(Handlers.class);

	private final Handlers handlers = this.server.bean(Handlers.class);

	@AfterEach
	void stop() {
		this.handlers.gate.countDown();
		this.server.close();
	}

	@Test
	void whenEventsWaitForAHandlerOverSeveralConnectionsThenTheConnectionOfTheMomentIsHeldUp() {
		try (SessionClient alice = SessionClient.connect(this.server)) {
			// this waits before the peer has a session
			alice.send("42[\"ask\"]");
			await().until(() -> this.handlers.entered.getCount() == 0);
			alice.session();
			alice.ask("p2p:join", Map.of("room", ROOM, "webrtc", false));
			overAndOver(alice, () -> alice.emit("p2p:msg", Map.of("room", ROOM), "chat"));
		}
	}

	@Test
	void whenEventsWaitForAListenerOverSeveralConnectionsThenTheConnectionOfTheMomentIsHeldUp() {
		this.server.bean(SocketIOServer.class)
			.addEventListener("heard", String.class, (client, data, ack) -> this.handlers.block());
		try (SessionClient alice = SessionClient.open(this.server, ROOM)) {
			overAndOver(alice, () -> alice.send("42[\"heard\",\"x\"]"));
		}
	}

	@Test
	void whenTheHandlerHasCaughtUpThenThePeerGoesOn() {
		try (SessionClient alice = SessionClient.open(this.server, ROOM);
				TestClient bob = TestClient.libraryWebSocket(this.server, ROOM)) {
			alice.emit("p2p:msg", Map.of("room", ROOM), "slow");
			for (int i = 0; i < 3 * SOME; i++) {
				alice.emit("p2p:msg", Map.of("room", ROOM), "chat");
			}
			await().until(() -> isHeldUp(alice));
			alice.lose();
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			await().until(() -> isHeldUp(alice));
			this.handlers.gate.countDown();
			assertThat(alice.ask("p2p:ice", Map.of())).isNotNull();
			bob.awaitTimes("p2p:msg", 3 * SOME + 1);
			assertThat(bob.heard("p2p:msg")).hasSize(3 * SOME + 1);
		}
		Census.awaitNobody(this.server);
	}

	private void overAndOver(SessionClient alice, Runnable event) {
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < SOME; i++) {
				event.run();
			}
			if (round < 2) {
				alice.ask("p2p:ice", Map.of());
				alice.lose();
				assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			}
		}
		await().until(() -> isHeldUp(alice));
		this.handlers.gate.countDown();
		assertThat(alice.ask("p2p:ice", Map.of())).isNotNull();
	}

	private boolean isHeldUp(SessionClient client) {
		SocketPeer peer = (SocketPeer) this.server.bean(PeerRegistry.class).find(new PeerId(client.id()));
		Integer pauses = (Integer) ReflectionTestUtils.getField(peer.connection().session(), "pauses");
		return pauses != null && pauses > 0;
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		@PeerMessageHandler(value = "ask", relay = false)
		void ask() throws InterruptedException {
			this.entered.countDown();
			block();
		}

		@PeerMessageHandler("slow")
		void slow() throws InterruptedException {
			block();
		}

		private void block() throws InterruptedException {
			assertThat(this.gate.await(1, TimeUnit.MINUTES)).isTrue();
		}

	}

}
