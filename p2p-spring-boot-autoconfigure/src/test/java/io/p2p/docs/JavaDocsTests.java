package io.p2p.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pConnection;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/java.md shows works.
 */
class JavaDocsTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Notes.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void peersTalkAskAndSeeEachOther() {
		URI uri = URI.create(server.url());
		Queue<String> out = new ConcurrentLinkedQueue<>();
		Queue<Object> files = new ConcurrentLinkedQueue<>();
		try (P2pPeer ada = JavaDocs.connect(uri, out::add)) {
			JavaDocs.watch(ada, out::add);
			JavaDocs.several(ada, files::add);
			assertThat(ada.joined()).succeedsWithin(Duration.ofSeconds(30));
			try (P2pPeer ben = JavaDocs.connect(uri, (text) -> {
			})) {
				assertThat(ben.joined()).succeedsWithin(Duration.ofSeconds(30));
				String id = ben.id().orElseThrow();
				ben.emit("file", "photo.jpg", new byte[] { 1, 2 });
				await().untilAsserted(() -> assertThat(out).contains(id + ": Hello", id + " is there, null"));
				await().until(() -> files.contains("photo.jpg, 2 bytes from " + id));
				// nobody else answers yet
				JavaDocs.ask(ben).cancel(true);
				assertThat(JavaDocs.save(ben, "milk")).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(4);
				assertThat(JavaDocs.ask(ada)).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Map.of(id, 42));
			}
		}
	}

	@Test
	void filesAreSaved(@TempDir Path folder, @TempDir Path received) throws IOException {
		URI uri = URI.create(server.url());
		Path file = Files.writeString(folder.resolve("file"), "content");
		try (P2pPeer ada = P2pPeer.connect(uri, P2pOptions.room("files"));
				P2pPeer ben = P2pPeer.connect(uri, P2pOptions.room("files"))) {
			await().until(() -> ada.peers().size() == 1 && ben.peers().size() == 1);
			JavaDocs.files(ben, file, received);
			JavaDocs.files(ada, file, received);
			await()
				.untilAsserted(() -> assertThat(received).isDirectoryContaining((one) -> one.toFile().length() == 7));
		}
	}

	@Test
	void oneConnectionIsInSeveralRooms() {
		try (P2pConnection connection = P2pConnection.to(URI.create(server.url())).open()) {
			List<P2pPeer> peers = JavaDocs.rooms(connection);
			assertThat(peers.get(0).joined()).succeedsWithin(Duration.ofSeconds(30));
			assertThat(peers.get(1).joined()).succeedsWithin(Duration.ofSeconds(30));
			assertThat(peers.get(0).id()).isEqualTo(peers.get(1).id());
		}
	}

	@Test
	void aKeyEncrypts() {
		try (P2pConnection ada = P2pConnection.to(URI.create(server.url())).open();
				P2pConnection ben = P2pConnection.to(URI.create(server.url())).open()) {
			P2pPeer one = JavaDocs.encrypted(ada);
			P2pPeer other = JavaDocs.encrypted(ben);
			await().until(() -> one.peers().size() == 1 && other.peers().size() == 1);
			Queue<String> heard = new ConcurrentLinkedQueue<>();
			other.on("text", String.class, (text, sender) -> heard.add(text));
			one.emit("text", "Hello");
			await().untilAsserted(() -> assertThat(heard).containsExactly("Hello"));
		}
	}

	@Test
	void aConnectionIsMadeWithItsFirstRoom() {
		try (P2pConnection connection = JavaDocs.connection(() -> "token", Runnable::run)) {
			assertThat(connection).isNotNull();
		}
	}

	static class Notes {

		@PeerMessageHandler(event = "notes.save", relay = false)
		int save(Map<String, String> note) {
			return note.get("text").length();
		}

	}

}
