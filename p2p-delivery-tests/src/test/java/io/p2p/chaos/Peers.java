package io.p2p.chaos;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.P2pConnection;
import io.p2p.client.P2pException;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.RemotePeer;

/**
 * Peers in the hands of {@code bin/chaos}, which runs this from its source: each line of
 * the input is what one of them is to do, each line of the output what has happened to
 * one. Ends by itself when its input has.
 */
public final class Peers {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private final Map<String, P2pConnection> connections = new HashMap<>();

	// by the name of the peer and that of the room
	private final Map<List<String>, P2pPeer> peers = new HashMap<>();

	private Peers() {
	}

	public static void main(String[] arguments) throws IOException {
		Peers peers = new Peers();
		try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				peers.follow(JSON.readTree(line));
			}
		}
		peers.connections.values().forEach(P2pConnection::close);
	}

	private void follow(JsonNode order) {
		String name = order.path("peer").asString();
		String room = order.path("room").asString("");
		int number = order.path("number").asInt(0);
		P2pPeer peer = this.peers.get(List.of(name, room));
		String to = order.path("to").asString("");
		switch (order.path("action").asString()) {
			case "join" -> join(name, room, URI.create(order.path("url").asString()));
			case "leave" -> this.connections.remove(name).close();
			case "file" -> peer.emit("file", name, number, new byte[order.path("bytes").asInt()]);
			case "peer-msg" -> peer.emit("peer-msg", Map.of("name", name, "text", String.valueOf(number)));
			case "question" -> ask(peer, name, room, order);
			default -> {
				if (to.isEmpty()) {
					peer.emit("note", name, number);
				}
				else {
					peer.to(to).emit("note", name, number);
				}
			}
		}
	}

	private void join(String name, String room, URI server) {
		P2pConnection connection = this.connections.computeIfAbsent(name,
				(one) -> P2pConnection.to(server).reconnectDelay(Duration.ofMillis(500), Duration.ofSeconds(5)).open());
		P2pOptions options = P2pOptions.builder().room(room).rtc(null).data(Map.of("name", name)).build();
		this.peers.put(List.of(name, room), connection.join(options, (peer) -> listen(peer, name, room)));
	}

	private void listen(P2pPeer peer, String name, String room) {
		peer.addListener(new Listener(peer, name, room));
		peer.on("note",
				(event) -> heard(name, room, event.argument(0, String.class), event.argument(1, Integer.class)));
		peer.on("peer-msg", Map.class, (message, sender) -> heard(name, room, (String) message.get("name"),
				Integer.parseInt((String) message.get("text"))));
		peer.on("question", (event) -> {
			int number = event.argument(1, Integer.class);
			heard(name, room, event.argument(0, String.class), number);
			event.answer(name + " has heard " + number);
		});
		peer.on("file",
				(event) -> tell(news(name, room, "file").put("from", event.argument(0, String.class))
					.put("number", event.argument(1, Integer.class))
					.put("bytes", event.argument(2, byte[].class).length)));
	}

	private void ask(P2pPeer peer, String name, String room, JsonNode order) {
		int number = order.path("number").asInt();
		peer.to(order.path("to").asString())
			.timeout(Duration.ofMillis(order.path("timeoutMs").asLong()))
			.ask("question", String.class, name, number)
			.whenComplete((said, failure) -> {
				ObjectNode news = news(name, room, "answer").put("number", number);
				tell((failure != null) ? news.set("failure", describe(failure)) : news.put("answer", said));
			});
	}

	private static ObjectNode describe(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		ObjectNode description = JSON.createObjectNode().put("message", String.valueOf(cause.getMessage()));
		if (cause instanceof P2pException known) {
			description.put("code", known.code());
			known.missed().ifPresent((missed) -> description.put("missed", missed));
			known.event().ifPresent((event) -> description.put("event", event));
			known.peerId().ifPresent((peer) -> description.put("peerId", peer));
			return description;
		}
		return description.put("code", cause.toString());
	}

	private void heard(String name, String room, String from, int number) {
		tell(news(name, room, "note").put("from", from).put("number", number));
	}

	private static ObjectNode news(String name, String room, String news) {
		return JSON.createObjectNode().put("peer", name).put("room", room).put("news", news);
	}

	private void tell(ObjectNode news) {
		this.out.println(JSON.writeValueAsString(news));
	}

	private final class Listener implements P2pListener {

		private final P2pPeer peer;

		private final String name;

		private final String room;

		Listener(P2pPeer peer, String name, String room) {
			this.peer = peer;
			this.name = name;
			this.room = room;
		}

		private void tellState() {
			ObjectNode state = news(this.name, this.room, "state");
			this.peer.id().ifPresent((id) -> state.put("id", id));
			for (RemotePeer other : this.peer.peers()) {
				state.withArray("peers")
					.addObject()
					.put("id", other.id())
					.put("lost", other.lost())
					.set("data", other.data());
			}
			state.withArray("peers");
			tell(state);
		}

		@Override
		public void joined(String peerId) {
			tellState();
		}

		@Override
		public void peerConnected(RemotePeer other) {
			tellState();
		}

		@Override
		public void peerUpdated(RemotePeer other) {
			tellState();
		}

		@Override
		public void peerDisconnected(RemotePeer other) {
			tellState();
			JsonNode data = (other.data() != null) ? other.data() : JSON.createObjectNode();
			tell(news(this.name, this.room, "gone").put("id", other.id()).put("name", data.path("name").asString("?")));
		}

		@Override
		public void failed(P2pException failure) {
			tellState();
			tell(news(this.name, this.room, "failed").set("failure", describe(failure)));
		}

	}

}
