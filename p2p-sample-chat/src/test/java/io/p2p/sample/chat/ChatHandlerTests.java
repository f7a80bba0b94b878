package io.p2p.sample.chat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import io.p2p.sample.chat.ChatHandler.ChatMessage;
import io.p2p.test.P2pTest;
import io.p2p.test.P2pTestClient;
import io.p2p.test.P2pTestClientException;
import io.p2p.test.P2pTestClients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The handler, with peers that are no browsers.
 */
@P2pTest
class ChatHandlerTests {

	@Autowired
	private P2pTestClients peers;

	@Test
	void whatIsSaidIsHeardInTheRoom() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		ChatMessage hello = new ChatMessage("Ada", "Hello");
		ada.emit("peer-msg", hello);
		assertThat(bob.awaitEvent("peer-msg", ChatMessage.class)).isEqualTo(hello);
	}

	@Test
	void whatSaysNothingOrTooMuchIsRefused() {
		P2pTestClient ada = this.peers.join("kitchen");
		assertRefused(ada, new ChatMessage("Ada", " "), "A message needs a name and a text");
		assertRefused(ada, new ChatMessage(null, "Hello"), "A message needs a name and a text");
		assertRefused(ada, new ChatMessage("Ada", "x".repeat(4_001)), "A message has at most 4000 characters");
	}

	private static void assertRefused(P2pTestClient sender, ChatMessage message, String reason) {
		assertThatExceptionOfType(P2pTestClientException.class).isThrownBy(() -> sender.ask("peer-msg", message))
			.withMessage(reason)
			.extracting(P2pTestClientException::code)
			.isEqualTo("bad-request");
	}

}
