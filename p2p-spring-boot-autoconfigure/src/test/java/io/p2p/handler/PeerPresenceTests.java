package io.p2p.handler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.p2p.annotation.PeerData;
import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerLeft;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.Peer;
import io.p2p.room.PeerJoinedEvent;
import io.p2p.room.PeerLeftEvent;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PeerPresenceTests {

	private TestServer server;

	private Handlers handlers;

	@BeforeEach
	void start() {
		this.server = TestServer.start(Handlers.class);
		this.handlers = this.server.bean(Handlers.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenPeerJoinsAndLeavesThenMethodsAndListenersAreToldOffTheEventLoop() {
		try (TestClient alice = TestClient.library(this.server)) {
			alice.ask("p2p:join", Map.of("room", "kitchen", "webrtc", true, "data", "cook"));
			alice.askAll("p2p:leave", Map.of("room", "kitchen"));
			await().untilAsserted(() -> assertThat(this.handlers.told("event")).containsExactly("event joined kitchen",
					"event left kitchen"));
			assertThat(this.handlers.told("joined", "left")).containsExactly("joined kitchen " + alice.id() + " cook",
					"left kitchen " + alice.id());
			assertThat(this.handlers.threads).allMatch((name) -> name.startsWith("p2p-handler-"));
		}
	}

	@Test
	void whenPlainPeerComesAndGoesThenTheDefaultRoomIsTold() {
		TestClient alice = TestClient.plain(this.server);
		String id = alice.id();
		alice.close();
		await().untilAsserted(() -> assertThat(this.handlers.told).contains("joined  " + id + " null", "left  " + id));
	}

	@Test
	void whenAPlainMemberBecomesALibraryMemberThenItHasJoinedOnce() {
		try (TestClient alice = TestClient.plain(this.server)) {
			alice.ask("p2p:join", Map.of("webrtc", true));
			alice.ask("p2p:join", Map.of("room", "next", "webrtc", true));
			await().until(() -> this.handlers.told.contains("joined next " + alice.id() + " null"));
			assertThat(this.handlers.told).containsOnlyOnce("joined  " + alice.id() + " null");
		}
	}

	@Test
	void whenPeerSendsAtOnceThenItsEventsAreHandledBetweenItsJoiningAndItsLeaving() {
		this.handlers.slow = new CountDownLatch(1);
		try (TestClient alice = TestClient.library(this.server)) {
			alice.emit("p2p:join", Map.of("room", "order", "webrtc", true));
			alice.emit("p2p:msg", Map.of("room", "order"), "note", 1);
			alice.emit("p2p:msg", Map.of("room", "order"), "note", 2);
			alice.emit("p2p:leave", Map.of("room", "order"));
			alice.ask("p2p:ice", Map.of());
			assertThat(this.handlers.told).isEmpty();
			this.handlers.slow.countDown();
			await().until(() -> this.handlers.told.contains("event left order"));
			assertThat(this.handlers.told("joined", "note", "left")).containsExactly(
					"joined order " + alice.id() + " null", "note 1", "note 2", "left order " + alice.id());
		}
	}

	@Test
	void whenAMethodFailsThenTheOthersAreToldAllTheSame() {
		try (TestClient alice = TestClient.library(this.server, "failing")) {
			await().until(() -> this.handlers.told.contains("event joined failing"));
			assertThat(this.handlers.told).contains("joined failing " + alice.id() + " null");
		}
	}

	@Test
	void whenAMethodIsSlowThenOtherPeersDoNotWaitForIt() {
		this.handlers.slow = new CountDownLatch(1);
		try (TestClient alice = TestClient.library(this.server, "slow")) {
			CountDownLatch gate = this.handlers.slow;
			await().until(() -> this.handlers.entered.contains("slow"));
			this.handlers.slow = new CountDownLatch(0);
			try (TestClient bob = TestClient.library(this.server, "quick")) {
				await().until(() -> this.handlers.told.contains("joined quick " + bob.id() + " null"));
				assertThat(this.handlers.told).doesNotContain("joined slow " + alice.id() + " null");
			}
			gate.countDown();
		}
	}

	@Test
	void whenPeerComesAndGoesFarFasterThanItIsToldThenItIsDisconnectedAndItsLeavingIsTold() {
		this.handlers.slow = new CountDownLatch(1);
		try (TestClient alice = TestClient.webSocket(this.server)) {
			String id = alice.id();
			Peer peer = peer(alice);
			RoomManager rooms = this.server.bean(RoomManager.class);
			for (int i = 0; i < 600; i++) {
				rooms.join("hectic", RoomMember.plain(peer));
				rooms.leave("hectic", peer);
			}
			alice.awaitEvent("disconnect");
			this.handlers.slow.countDown();
			await().until(() -> this.handlers.told.contains("left  " + id));
		}
	}

	private Peer peer(TestClient client) {
		return this.server.bean(PeerNamespaceHandler.class)
			.peers()
			.stream()
			.filter((peer) -> peer.id().value().equals(client.id()))
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private final Queue<String> told = new ConcurrentLinkedQueue<>();

		private final Queue<String> threads = new ConcurrentLinkedQueue<>();

		private final Queue<String> entered = new ConcurrentLinkedQueue<>();

		private volatile CountDownLatch slow = new CountDownLatch(0);

		List<String> told(String... kinds) {
			return this.told.stream().filter((one) -> Stream.of(kinds).anyMatch(one::startsWith)).toList();
		}

		@PeerJoined
		CompletableFuture<Void> joined(Room room, Peer peer, RoomMember member, @PeerData Optional<String> data)
				throws InterruptedException {
			CountDownLatch gate = this.slow;
			this.entered.add(room.name());
			gate.await();
			assertThat(member.id()).isEqualTo(peer.id());
			this.threads.add(Thread.currentThread().getName());
			return CompletableFuture
				.runAsync(() -> this.told.add("joined " + room.name() + " " + peer.id() + " " + data.orElse(null)));
		}

		@PeerJoined
		void failing(Room room) {
			throw new IllegalStateException("fails");
		}

		@PeerLeft
		void left(Room room, Peer peer) {
			this.threads.add(Thread.currentThread().getName());
			this.told.add("left " + room.name() + " " + peer.id());
		}

		@PeerMessageHandler("note")
		void note(int number) {
			this.told.add("note " + number);
		}

		@EventListener
		void on(PeerJoinedEvent event) {
			this.told.add("event joined " + event.room().name());
		}

		@EventListener
		void on(PeerLeftEvent event) {
			this.told.add("event left " + event.room().name());
		}

	}

}
