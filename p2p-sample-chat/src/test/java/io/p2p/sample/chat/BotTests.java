package io.p2p.sample.chat;

import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.sample.chat.ChatHandler.ChatMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The bot, and another peer that speaks to it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
@ActiveProfiles("bot")
class BotTests {

	private static final int PORT = TestSocketUtils.findAvailableTcpPort();

	@DynamicPropertySource
	static void port(DynamicPropertyRegistry registry) {
		registry.add("server.port", () -> PORT);
	}

	@Test
	void itAnswersWhenItIsSpokenTo() {
		P2pOptions options = P2pOptions.builder().data(Map.of("name", "Ada")).build();
		try (P2pPeer ada = P2pPeer.connect(URI.create("http://localhost:" + PORT), options)) {
			Queue<String> heard = new ConcurrentLinkedQueue<>();
			ada.on("peer-msg", ChatMessage.class,
					(message, sender) -> heard.add(message.name() + ": " + message.text()));
			await().until(() -> ada.peers().size() == 1);
			ada.emit("peer-msg", new ChatMessage("Ada", "to nobody"));
			ada.emit("peer-msg", new ChatMessage("Ada", "Hello, bot"));
			ada.emit("peer-msg", new ChatMessage("Ada", "Who has links?"));
			await().untilAsserted(() -> assertThat(heard).containsExactly(
					"Bot: Hello, Ada! What you say comes to me by relay.", "Bot: Ada and I meet at the server."));
		}
	}

}
