package io.p2p.socketio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import io.p2p.peer.Peer;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that stops while a peer waits to be let into a room.
 */
class GracefulAdmissionTests {

	@Test
	void whenAPeerWaitsToBeLetInThenWhatItHasSentArrives() {
		try (TestServer server = TestServer.start(Door.class, "p2p.server.shutdown=graceful");
				TestClient bob = TestClient.plain(server)) {
			Door door = server.bean(Door.class);
			await().until(() -> server.bean(RoomManager.class).find("") != null);
			CountDownLatch read = new CountDownLatch(1);
			server.bean(SocketIOServer.class)
				.addEventListener("chat", String.class, (client, data, ack) -> read.countDown());
			door.shut();
			try (TestClient alice = TestClient.plain(server)) {
				alice.emit("chat", "late");
				await().until(() -> read.getCount() == 0);
				CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
				await().until(() -> server.bean(PeerNamespaceHandler.class).isDraining());
				door.open();
				closed.orTimeout(20, TimeUnit.SECONDS).join();
				assertThat(bob.awaitEvent("chat")).containsExactly("late");
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Door implements RoomAuthorizer {

		private volatile CountDownLatch opened = new CountDownLatch(0);

		@Override
		public boolean mayJoin(Peer peer, String room) {
			try {
				this.opened.await();
				return true;
			}
			catch (InterruptedException ex) {
				return false;
			}
		}

		void shut() {
			this.opened = new CountDownLatch(1);
		}

		void open() {
			this.opened.countDown();
		}

	}

}
