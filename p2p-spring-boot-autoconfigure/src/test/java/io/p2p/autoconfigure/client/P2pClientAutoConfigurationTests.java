package io.p2p.autoconfigure.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.annotation.EventArgument;
import io.p2p.annotation.PeerClient;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.autoconfigure.health.P2pClientHealthAutoConfiguration;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.PeerEvent;
import io.p2p.client.Sender;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that is a peer of a real server, with other peers in its room.
 */
class P2pClientAutoConfigurationTests {

	private static TestServer server;

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, P2pClientAutoConfiguration.class))
		.withUserConfiguration(Bot.class);

	@BeforeAll
	static void start() {
		// a server that has the bean, too, does not call it
		server = TestServer.start(Handlers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private ApplicationContextRunner inRoom(String room) {
		return this.application.withPropertyValues("p2p.client.uri=" + server.url(), "p2p.client.room=" + room,
				"p2p.client.data.name=Bot", "p2p.client.auth.token=t");
	}

	private static P2pPeer join(String room) {
		P2pPeer peer = P2pPeer.connect(URI.create(server.url()), P2pOptions.room(room));
		await().until(() -> peer.peers().size() == 1);
		return peer;
	}

	@Test
	void whenPeersSpeakThenItsHandlersHearAndAnswer() {
		inRoom("handlers").run((context) -> {
			try (P2pPeer ada = join("handlers")) {
				Handlers handlers = context.getBean(Handlers.class);
				String bot = context.getBean(P2pPeer.class).id().orElseThrow();
				assertThat(ada.peer(bot).orElseThrow().data()).hasToString("{\"name\":\"Bot\"}");
				assertThat(ask(ada, "add", Integer.class, 41, 1)).isEqualTo(Map.of(bot, 42));
				assertThat(ask(ada, "later", String.class, "x")).isEqualTo(Map.of(bot, "x later"));
				ada.emit("chat.line", List.of("a", "b"), "unread", 3);
				ada.emit("chat.exact", "c");
				ada.emit("optional");
				String id = ada.id().orElseThrow();
				await().untilAsserted(() -> assertThat(handlers.heard).containsExactly("chat.line [a, b] 3 " + id,
						"exact c", "optional Optional.empty"));
				assertThat(context.getBean(Listening.class).joined).contains(bot);
			}
		});
	}

	private static <T> Map<String, T> ask(P2pPeer peer, String event, Class<T> type, Object... arguments) {
		return peer.timeout(Duration.ofSeconds(20)).ask(event, type, arguments).join();
	}

	@Test
	void whenHandlerFailsThenTheNextEventIsHandled() {
		inRoom("failures").run((context) -> {
			try (P2pPeer ada = join("failures")) {
				ada.emit("failing");
				ada.emit("chat.exact", Map.of("not", "text"));
				ada.emit("chat.exact");
				ada.emit("chat.exact", "after all");
				Handlers handlers = context.getBean(Handlers.class);
				await().untilAsserted(() -> assertThat(handlers.heard).containsExactly("exact after all"));
			}
		});
	}

	@Test
	void whenRoomHasAKeyThenThoseWhoHaveItAreHeard() {
		inRoom("secret").withPropertyValues("p2p.client.key=a passphrase").run((context) -> {
			try (P2pPeer ada = P2pPeer.connect(URI.create(server.url()),
					P2pOptions.builder().room("secret").key("a passphrase").build())) {
				await().until(() -> ada.peers().size() == 1);
				String bot = context.getBean(P2pPeer.class).id().orElseThrow();
				assertThat(ask(ada, "add", Integer.class, 41, 1)).isEqualTo(Map.of(bot, 42));
			}
		});
	}

	@Test
	void whenItIsInItsRoomThenItIsHealthy() {
		inRoom("healthy").withConfiguration(AutoConfigurations.of(P2pClientHealthAutoConfiguration.class))
			.run((context) -> {
				HealthIndicator health = context.getBean(HealthIndicator.class);
				try (P2pPeer ada = join("healthy")) {
					assertThat(ada.peers()).hasSize(1);
					await().untilAsserted(() -> assertThat(health.health(true)).isEqualTo(Health.up()
						.withDetail("room", "healthy")
						.withDetail("peers", 1)
						.withDetail("links", 0L)
						.build()));
				}
			});
		inRoom("healthy").withPropertyValues("management.health.p2p-client.enabled=false")
			.withConfiguration(AutoConfigurations.of(P2pClientHealthAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void whenItIsNotInItsRoomThenHealthSaysWhy() {
		inRoom("down").withConfiguration(AutoConfigurations.of(P2pClientHealthAutoConfiguration.class))
			.withPropertyValues("p2p.client.path=/nowhere")
			.run((context) -> {
				HealthIndicator health = context.getBean(HealthIndicator.class);
				await().untilAsserted(() -> assertThat(String.valueOf(health.health(true))).contains("DOWN", "down",
						"connect-failed", "HTTP status"));
			});
	}

	@Test
	void whenApplicationStopsThenItLeaves() {
		P2pPeer[] ada = new P2pPeer[1];
		inRoom("leaving").run((context) -> ada[0] = join("leaving"));
		await().until(() -> ada[0].peers().isEmpty());
		ada[0].close();
	}

	@Test
	void whenNothingIsAskedForThenThereIsNoPeer() {
		this.application.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(P2pPeer.class));
		inRoom("none").withClassLoader(new FilteredClassLoader(P2pPeer.class))
			.withUserConfiguration()
			.run((context) -> assertThat(context).doesNotHaveBean("p2pClient"));
	}

	@Test
	void whenAddressIsNoneThenItDoesNotStart() {
		this.application.withPropertyValues("p2p.client.uri=chat.example.org")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("p2p.client.uri")
				.hasMessageContaining("https://chat.example.org"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Bot {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

		@Bean
		Listening listening() {
			return new Listening();
		}

	}

	static class Listening implements P2pListener {

		private final Queue<String> joined = new ConcurrentLinkedQueue<>();

		@Override
		public void joined(String peerId) {
			this.joined.add(peerId);
		}

	}

	@PeerClient
	static class Handlers {

		private final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@PeerMessageHandler("add")
		int add(int one, int other) {
			return one + other;
		}

		@PeerMessageHandler("later")
		CompletionStage<String> later(String text) {
			return CompletableFuture.supplyAsync(() -> text + " later");
		}

		@PeerMessageHandler("chat.*")
		void line(PeerEvent event, List<String> lines, Sender sender, @EventArgument(2) int number) {
			this.heard.add(event.name() + " " + lines + " " + number + " " + sender.id());
		}

		@PeerMessageHandler("chat.exact")
		void exact(String text) {
			this.heard.add("exact " + text);
		}

		@PeerMessageHandler("optional")
		void optional(Optional<String> text) {
			this.heard.add("optional " + text);
		}

		@PeerMessageHandler("failing")
		void failing() {
			throw new IllegalStateException("as it is to");
		}

	}

}
