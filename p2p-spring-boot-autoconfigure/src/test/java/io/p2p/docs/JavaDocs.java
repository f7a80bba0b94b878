package io.p2p.docs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.p2p.client.P2pConnection;
import io.p2p.client.P2pException;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.RemotePeer;
import io.p2p.client.file.PeerFile;

/**
 * What docs/java.md shows.
 */
final class JavaDocs {

	private JavaDocs() {
	}

	static P2pPeer connect(URI server, Consumer<String> out) {
		P2pPeer peer = P2pPeer.connect(server, P2pOptions.room("kitchen"));
		peer.on("text", ChatMessage.class, (message, sender) -> out.accept(sender.id() + ": " + message.text()));
		peer.emit("text", new ChatMessage("Hello"));
		return peer;
	}

	static CompletableFuture<Map<String, Integer>> ask(P2pPeer peer) {
		peer.answer("add", Integer.class, (number, sender) -> number + 1);
		return peer.timeout(Duration.ofSeconds(5)).ask("add", Integer.class, 41);
	}

	static void several(P2pPeer peer, Consumer<Object> out) {
		peer.on("file", (event) -> {
			String name = event.argument(0, String.class);
			byte[] bytes = event.argument(1, byte[].class);
			out.accept(name + ", " + bytes.length + " bytes from " + event.sender().id());
		});
	}

	static CompletableFuture<Integer> save(P2pPeer peer, String text) {
		return peer.server().ask("notes.save", Integer.class, Map.of("text", text));
	}

	static void files(P2pPeer peer, Path path, Path folder) {
		peer.emit("file", path, Map.of("note", "from my holidays"));
		peer.on("file", PeerFile.class, (file, sender) -> file.saveTo(folder.resolve(UUID.randomUUID().toString())));
	}

	static void watch(P2pPeer peer, Consumer<String> out) {
		peer.addListener(new P2pListener() {

			@Override
			public void peerConnected(RemotePeer other) {
				out.accept(other.id() + " is there, " + other.data());
			}

			@Override
			public void transportChanged(RemotePeer other) {
				out.accept("Events to " + other.id() + " go by " + other.path());
			}

			@Override
			public void failed(P2pException failure) {
				out.accept(failure.code() + ": " + failure.getMessage());
			}

		});
	}

	static P2pConnection connection(Supplier<String> tokens, Executor executor) {
		return P2pConnection.to(URI.create("https://chat.example.org"))
			.headers(() -> Map.of("Authorization", "Bearer " + tokens.get()))
			.executor(executor)
			.open();
	}

	static List<P2pPeer> rooms(P2pConnection connection) {
		P2pPeer kitchen = connection.join(P2pOptions.builder().room("kitchen").data(Map.of("name", "Ada")).build());
		P2pPeer garden = connection.join(P2pOptions.builder().room("garden").rtc(null).build());
		return List.of(kitchen, garden);
	}

	static P2pPeer encrypted(P2pConnection connection) {
		return connection.join(P2pOptions.builder().room("kitchen").key("correct horse battery staple").build());
	}

	record ChatMessage(String text) {

	}

}
