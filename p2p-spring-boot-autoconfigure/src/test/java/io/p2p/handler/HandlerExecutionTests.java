package io.p2p.handler;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerLeft;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.room.Room;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The threads that handlers run on.
 */
class HandlerExecutionTests {

	@Test
	void whenHandlersAreSlowThenNoMoreThanOneEventOfEachSenderWaitsForAThread() {
		try (TestServer server = TestServer.start(Handlers.class, "p2p.handler.threads=2")) {
			Handlers handlers = server.bean(Handlers.class);
			ThreadPoolExecutor executor = server.bean("p2pHandlerExecutor", ThreadPoolTaskExecutor.class)
				.getThreadPoolExecutor();
			List<TestClient> clients = IntStream.range(0, 8).mapToObj((i) -> TestClient.plain(server)).toList();
			// all have been told of
			await().until(() -> executor.getQueue().isEmpty() && executor.getActiveCount() == 0);
			clients.forEach((client) -> IntStream.range(0, 100).forEach((i) -> client.emit("slow", client.id(), i)));
			await().until(() -> executor.getActiveCount() == 2 && executor.getQueue().size() == 6);
			clients.forEach((client) -> client.emit("unheard"));
			assertThat(executor.getQueue().size()).isEqualTo(6);
			handlers.gate.countDown();
			await().until(() -> handlers.handled.size() == 800);
			assertThat(executor.getLargestPoolSize()).isEqualTo(2);
			clients.forEach((client) -> assertThat(
					handlers.handled.stream().filter((one) -> one.startsWith(client.id())).toList())
				.isEqualTo(IntStream.range(0, 100).mapToObj((i) -> client.id() + i).toList()));
			clients.forEach(TestClient::close);
		}
	}

	@Test
	void whenTheQueueIsFullThenTheEventIsRefusedAsBusyAndTheSenderGoesOn() {
		try (TestServer server = TestServer.start(Handlers.class, "p2p.handler.threads=1",
				"p2p.handler.queue-capacity=1");
				TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server);
				TestClient carol = TestClient.plain(server)) {
			ThreadPoolExecutor executor = server.bean("p2pHandlerExecutor", ThreadPoolTaskExecutor.class)
				.getThreadPoolExecutor();
			await().until(() -> executor.getQueue().isEmpty() && executor.getActiveCount() == 0);
			alice.emit("slow", alice.id(), 1);
			await().until(() -> executor.getActiveCount() == 1);
			bob.emit("slow", bob.id(), 1);
			await().until(() -> executor.getQueue().size() == 1);
			assertThat(carol.ask("slow", carol.id(), 1).getString("code")).isEqualTo("busy");
			server.bean(Handlers.class).gate.countDown();
			await().until(() -> executor.getQueue().isEmpty() && executor.getActiveCount() == 0);
			assertThat(carol.askAll("slow", carol.id(), 2)).isEmpty();
		}
	}

	@Test
	void whenTheQueueIsFullThenWhoComesAndGoesIsToldAsSoonAsThereIsAThread() {
		try (TestServer server = TestServer.start(Handlers.class, "p2p.handler.threads=1",
				"p2p.handler.queue-capacity=1");
				TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server);
				TestClient carol = TestClient.libraryWebSocket(server, "elsewhere")) {
			ThreadPoolExecutor executor = server.bean("p2pHandlerExecutor", ThreadPoolTaskExecutor.class)
				.getThreadPoolExecutor();
			Handlers handlers = server.bean(Handlers.class);
			await().until(() -> handlers.told.contains("joined elsewhere") && executor.getQueue().isEmpty()
					&& executor.getActiveCount() == 0);
			alice.emit("slow", alice.id(), 1);
			await().until(() -> executor.getActiveCount() == 1);
			bob.emit("slow", bob.id(), 1);
			await().until(() -> executor.getQueue().size() == 1);
			carol.ask("p2p:join", Map.of("room", "full", "webrtc", true));
			carol.askAll("p2p:leave", Map.of("room", "full"));
			assertThat(handlers.told).doesNotContain("joined full");
			handlers.gate.countDown();
			await().until(() -> handlers.told.contains("left full"));
			assertThat(handlers.told.stream().filter((one) -> one.endsWith(" full"))).containsExactly("joined full",
					"left full");
		}
	}

	@Test
	void whenSendersAreDifferentThenTheirEventsAreHandledAtTheSameTime() {
		try (TestServer server = TestServer.start(Handlers.class, "p2p.handler.threads=2");
				TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server)) {
			alice.emit("slow", alice.id(), 1);
			assertThat(bob.askAll("quick")).isEmpty();
			server.bean(Handlers.class).gate.countDown();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whenVirtualThreadsAreEnabledThenHandlersRunOnThem() throws ReflectiveOperationException {
		try (TestServer server = TestServer.start(Handlers.class, "spring.threads.virtual.enabled=true");
				TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("quick")).isEmpty();
			Thread thread = server.bean(Handlers.class).threads.remove();
			assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
			assertThat(thread.getName()).startsWith("p2p-handler-");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private final CountDownLatch gate = new CountDownLatch(1);

		private final Queue<String> handled = new ConcurrentLinkedQueue<>();

		private final Queue<String> told = new ConcurrentLinkedQueue<>();

		private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		@PeerMessageHandler("slow")
		void slow(String sender, int number) throws InterruptedException {
			this.gate.await();
			this.handled.add(sender + number);
		}

		@PeerJoined
		void joined(Room room) {
			this.told.add("joined " + room.name());
		}

		@PeerLeft
		void left(Room room) {
			this.told.add("left " + room.name());
		}

		@PeerMessageHandler("quick")
		void quick() {
			this.threads.add(Thread.currentThread());
		}

	}

}
