package io.p2p.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Component;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.PeerMessage;
import io.p2p.support.ClusterClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers of servers that die.
 */
class ClusterHandlerTests {

	@Test
	void whenServerDiesWhileAHandlerRunsThenAnotherOneCallsItsOwnWithTheSameId() {
		try (ClusterFixture cluster = new ClusterFixture()) {
			TestServer one = cluster.start(Till.class);
			TestServer two = cluster.start(Till.class);
			try (ClusterClient alice = ClusterClient.open(one, "shop");
					ClusterClient bob = ClusterClient.open(two, "shop")) {
				one.bean(Till.class).result = new CompletableFuture<>();
				alice.emit("p2p:msg", Map.of("room", "shop"), "pay", "tea");
				List<String> first = one.bean(Till.class).ids;
				await().until(() -> first.size() == 1);
				ClusterFixture.kill(one);
				alice.lose();
				assertThat(alice.connect(two).getBoolean("resumed")).isTrue();
				alice.emit("p2p:msg", Map.of("room", "shop"), "pay", "cake");
				bob.listenUntil((client) -> client.texts().size() == 2);
				assertThat(bob.texts()).containsExactly("tea", "cake");
				assertThat(two.bean(Till.class).ids).hasSize(2).doesNotHaveDuplicates().first().isEqualTo(first.get(0));
				// What the dead one says now is refused
				one.bean(Till.class).result.complete(null);
				alice.emit("p2p:msg", Map.of("room", "shop"), "pay", "milk");
				bob.listenUntil((client) -> client.texts().contains("milk"));
				assertThat(bob.texts()).containsExactly("tea", "cake", "milk");
			}
		}
	}

	@Component
	static class Till {

		private final List<String> ids = new CopyOnWriteArrayList<>();

		private volatile CompletableFuture<Void> result = CompletableFuture.completedFuture(null);

		@PeerMessageHandler("pay")
		CompletableFuture<Void> pay(PeerMessage<String> message) {
			this.ids.add(message.id());
			return this.result;
		}

	}

}
