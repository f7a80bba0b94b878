package io.p2p.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

import io.p2p.support.Census;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that comes back again and again, on one event loop and another, while others
 * send.
 */
class RecoveryStressTests {

	private static final int SENDERS = 3;

	private static final int DROPS = 50;

	@Test
	void whenConnectionIsLostManyTimesWhileOthersSendThenNothingIsLostOrDoubled() {
		try (TestServer server = TestServer.start(ManyLoops.class)) {
			SessionClient bob = SessionClient.open(server, "stress");
			List<TestClient> senders = IntStream.range(0, SENDERS)
				.mapToObj((i) -> TestClient.libraryWebSocket(server, "stress"))
				.toList();
			AtomicBoolean stopped = new AtomicBoolean();
			List<CompletableFuture<Integer>> sending = new ArrayList<>();
			for (int i = 0; i < SENDERS; i++) {
				TestClient sender = senders.get(i);
				int number = i;
				sending.add(CompletableFuture.supplyAsync(() -> send(sender, number, stopped)));
			}
			loseOften(bob);
			stopped.set(true);
			List<Integer> counts = sending.stream().map((one) -> one.orTimeout(20, TimeUnit.SECONDS).join()).toList();
			int total = counts.stream().mapToInt(Integer::intValue).sum();
			bob.listenUntil((client) -> client.heard("p2p:msg").size() >= total);
			for (int i = 0; i < SENDERS; i++) {
				String name = "sender" + i;
				assertThat(bob.heard("p2p:msg").stream().filter((event) -> event.getString(2).equals(name)))
					.extracting((event) -> event.getInt(3))
					.containsExactlyElementsOf(IntStream.range(0, counts.get(i)).boxed().toList());
				TestClient sender = senders.get(i);
				sender.awaitTimes("peer-connect", SENDERS - 1 - i);
				assertThat(sender.heard("peer-disconnect")).isEmpty();
			}
			assertThatAllHeardBob(senders);
			bob.close();
			senders.forEach(TestClient::close);
			Census.awaitNobody(server);
		}
	}

	private static void loseOften(SessionClient bob) {
		for (int i = 0; i < DROPS; i++) {
			int before = bob.heard("p2p:msg").size();
			bob.listenUntil((client) -> client.heard("p2p:msg").size() > before + 20);
			bob.emit("p2p:msg", Map.of("room", "stress"), "bob", i);
			if (i % 2 == 0) {
				bob.lose();
			}
			// else the server finds the old connection open
			assertThat(bob.comeBack().getBoolean("resumed")).as("%d", i).isTrue();
		}
	}

	private static void assertThatAllHeardBob(List<TestClient> senders) {
		for (TestClient sender : senders) {
			await().untilAsserted(
					() -> assertThat(sender.heard("p2p:msg").stream().filter((event) -> event.get(1).equals("bob")))
						.extracting((event) -> event.get(2))
						.containsExactlyElementsOf(IntStream.range(0, DROPS).<Object>mapToObj((i) -> i).toList()));
		}
	}

	private static int send(TestClient sender, int number, AtomicBoolean stopped) {
		int count = 0;
		while (!stopped.get()) {
			for (int i = 0; i < 10; i++) {
				sender.emit("p2p:msg", Map.of("room", "stress"), "sender" + number, count++);
			}
			// no faster than the server
			sender.askAll("p2p:ice", Map.of());
		}
		return count;
	}

	static class ManyLoops {

		@Bean
		static BeanPostProcessor manyLoops() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof SocketIOServer server) {
						server.getConfiguration().setWorkerThreads(4);
					}
					return bean;
				}

			};
		}

	}

}
