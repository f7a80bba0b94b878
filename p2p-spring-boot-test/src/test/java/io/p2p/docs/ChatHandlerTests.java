package io.p2p.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.file.PeerFile;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.test.P2pTest;
import io.p2p.test.P2pTestClient;
import io.p2p.test.P2pTestClientException;
import io.p2p.test.P2pTestClients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@P2pTest
class ChatHandlerTests {

	@Test
	void whatIsSaidIsHeard(@Autowired P2pTestClients peers) {
		P2pTestClient ada = peers.join("kitchen");
		P2pTestClient bob = peers.join("kitchen");
		ada.emit("peer-msg", new ChatMessage("Hello"));
		assertThat(bob.awaitEvent("peer-msg", ChatMessage.class)).isEqualTo(new ChatMessage("Hello"));
	}

	@Test
	void anEmptyMessageIsRefused(@Autowired P2pTestClients peers) {
		P2pTestClient ada = peers.join("kitchen");
		P2pTestClient bob = peers.join("kitchen");
		assertThatExceptionOfType(P2pTestClientException.class)
			.isThrownBy(() -> ada.ask("peer-msg", new ChatMessage("")))
			.withMessage("Say something")
			.extracting(P2pTestClientException::code)
			.isEqualTo("bad-request");
		ada.emit("mark");
		bob.awaitEvent("mark");
		assertThat(bob.heard("peer-msg")).isEmpty();
	}

	@Test
	void aFileArrives(@Autowired P2pTestClients peers, @TempDir Path folder) throws Exception {
		P2pPeer ada = peers.connection().join(P2pOptions.room("kitchen"));
		P2pPeer bob = peers.connection().join(P2pOptions.room("kitchen"));
		CompletableFuture.allOf(ada.joined(), bob.joined()).join();
		CompletableFuture<PeerFile> received = new CompletableFuture<>();
		bob.on("file", PeerFile.class, (file, sender) -> received.complete(file));
		ada.to(bob.id().orElseThrow()).emit("file", Files.writeString(folder.resolve("notes.txt"), "Hello"));
		assertThat(received.join().saveTo(folder.resolve("copy.txt")).join()).hasContent("Hello");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ChatHandler.class)
	static class Application {

	}

	static class ChatHandler {

		@PeerMessageHandler("peer-msg")
		void onMessage(ChatMessage message) {
			if (message.text().isEmpty()) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "Say something");
			}
		}

	}

	record ChatMessage(String text) {

	}

}
