package io.p2p.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.link.Connections;
import io.p2p.client.queue.Backlog;
import io.p2p.client.queue.InOrder;
import io.p2p.client.session.ServerSession;
import io.p2p.client.transport.Wire;
import io.p2p.codec.PeerMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recorded sequences that every client of the protocol keeps.
 */
class VectorTests {

	private static final Path FOLDER = Path.of("../p2p-client/vectors");

	static Stream<Arguments> clients() throws IOException {
		List<Arguments> clients = new ArrayList<>();
		try (Stream<Path> files = Files.list(FOLDER)) {
			for (Path file : files.filter((one) -> one.toString().endsWith(".json")).sorted().toList()) {
				String name = file.getFileName().toString().replace(".json", "");
				JsonNode vector = ScriptedWire.JSON.readTree(Files.readString(file));
				boolean its = !vector.has("for") || vector.get("for").toString().contains("client");
				if (its) {
					vector.path("steps")
						.valueStream()
						.filter((step) -> step.has("does"))
						.map((step) -> step.get("client").asString())
						.distinct()
						.forEach((client) -> clients.add(Arguments.of(name, client)));
				}
			}
		}
		return clients.stream();
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("clients")
	void sequenceIsKept(String name, String client) throws IOException {
		Stage stage = new Stage();
		JsonNode vector = ScriptedWire.JSON.readTree(Files.readString(FOLDER.resolve(name + ".json")));
		int index = 0;
		for (JsonNode step : vector.get("steps")) {
			String where = "step " + index++;
			boolean its = step.get("client").asString().equals(client)
					&& step.path("by").asString("client").equals("client");
			if (its) {
				stage.take(step, where);
			}
		}
		stage.end();
	}

	@Test
	void thereAreVectors() throws IOException {
		assertThat(clients().count()).isGreaterThan(12);
	}

	/**
	 * A client with its application, and the other end of its wire.
	 */
	private static final class Stage {

		private static final double STEP_MS = 40;

		private static final int DESCRIPTION_STEPS = 5;

		private final ManualLoop loop = new ManualLoop();

		private final ScriptedWire wire = new ScriptedWire();

		private final ServerSession session = new ServerSession(this.wire, this.loop);

		private final PeerMessageCodec codec = new PeerMessageCodec(ScriptedWire.JSON);

		private final Placeholders placeholders = new Placeholders();

		private final Deque<ArrayNode> told = new ArrayDeque<>();

		private final ScriptedEngine engine = new ScriptedEngine();

		private Room room;

		private P2pPeer peer;

		private PeerEvent question;

		void take(JsonNode step, String where) {
			if (step.has("does")) {
				does((ArrayNode) this.placeholders.valueOf(step.get("does")));
			}
			if (step.has("connects")) {
				this.placeholders.check(this.wire.connecting(), step.get("connects"), where + ": CONNECT");
				this.wire.connected(this.placeholders.valueOf(step.get("sid")).asString());
			}
			if (step.has("sends")) {
				sends(step, where);
			}
			if (step.has("hears")) {
				this.wire.hear(this.placeholders.valueOf(step.get("hears")));
			}
			if (step.has("loses")) {
				this.wire.end(Wire.End.BROKEN);
			}
			if (step.has("leaves")) {
				assertThat(this.wire.isConnected()).as(where).isFalse();
			}
			this.loop.settle();
			if (step.has("tells")) {
				assertThat(this.told).as(where + ": " + step).isNotEmpty();
				this.placeholders.check(this.told.poll(), step.get("tells"), where);
			}
			this.loop.tick(STEP_MS);
		}

		private void sends(JsonNode step, String where) {
			JsonNode said = step.get("sends");
			boolean receipt = said.get(0).asString().equals("p2p:received");
			ScriptedWire.Sent sent = next(receipt);
			// a description waits for candidates
			for (int i = 0; i < DESCRIPTION_STEPS && sent == null; i++) {
				this.loop.tick(STEP_MS);
				sent = next(receipt);
			}
			assertThat(sent).as(where + ": " + said).isNotNull();
			this.placeholders.check(sent.event(), said, where);
			assertThat(sent.id() >= 0).as(where + ": an answer is wanted").isEqualTo(step.has("answer"));
			if (step.has("answer")) {
				this.wire.acknowledge(sent.id(), this.placeholders.valueOf(step.get("answer")));
			}
		}

		private ScriptedWire.Sent next(boolean receipt) {
			ScriptedWire.Sent sent = this.wire.sent().poll();
			while (sent != null && !receipt && sent.event().get(0).asString().equals("p2p:received")) {
				sent = this.wire.sent().poll();
			}
			return sent;
		}

		void end() {
			this.wire.sent().removeIf((sent) -> sent.event().get(0).asString().equals("p2p:received"));
			assertThat(this.wire.sent()).isEmpty();
			assertThat(this.told).isEmpty();
		}

		private void does(ArrayNode what) {
			Object[] others = what.valueStream().skip(2).map(this::value).toArray();
			switch (what.get(0).asString()) {
				case "join" -> join(what.get(1));
				case "emit" -> this.peer.emit(what.get(1).asString(), others);
				case "emit to" -> this.peer.to(what.get(1).asString())
					.emit(what.get(2).asString(), Stream.of(others).skip(1).toArray());
				case "ask" -> this.peer.to(what.get(1).asString())
					.ask(what.get(2).asString(), JsonNode.class, Stream.of(others).skip(1).toArray())
					.whenComplete((answer, failure) -> {
						if (failure != null) {
							this.told.add(entry("refusal").add(error((P2pException) failure)));
						}
						else {
							this.told.add(entry("answer").add(answer));
						}
					});
				case "answer" -> this.question.answer(value(what.get(1)));
				case "data" -> this.room.relay().update(what.get(1));
				case "open link" -> this.engine.open();
				case "lose link" -> this.engine.lose();
				case "leave" -> this.peer.leave();
				case "disconnect" -> this.peer.close();
				default -> throw new IllegalArgumentException(what.toString());
			}
		}

		private Object value(JsonNode json) {
			if (json.has("$binary")) {
				return Base64.getDecoder().decode(json.get("$binary").asString());
			}
			return json.isArray() ? json.valueStream().map(this::value).toList() : json;
		}

		private void join(JsonNode options) {
			InOrder inOrder = new InOrder(Runnable::run);
			Listeners listeners = new Listeners(inOrder, new Backlog((reading) -> {
			}));
			P2pOptions room = P2pOptions.builder()
				.room(options.path("room").asString(""))
				.rtc(options.path("webrtc").asBoolean(false) ? this.engine : null)
				.build();
			this.room = new Room(this.session, this.loop, room, options.get("data"), this.codec, new Connections(),
					listeners);
			this.peer = new P2pPeer(null, this.room, room);
			listeners.add(new Telling());
			listeners.onAny(this::heard);
			this.room.begin();
		}

		private void heard(PeerEvent event) {
			ArrayNode entry = entry(event.name());
			List<ByteBuffer> binaries = event.binaries().stream().map(ByteBuffer::wrap).toList();
			for (int i = 0; i < event.size(); i++) {
				entry.add(ScriptedWire.named(event.argument(i, JsonNode.class), binaries));
			}
			entry.addObject().put("id", event.sender().id()).put("path", event.sender().path().wireName());
			if (event.isQuestion()) {
				this.question = event;
			}
			this.told.add(entry);
		}

		private static ArrayNode entry(String name) {
			return ScriptedWire.JSON.createArrayNode().add(name);
		}

		private static ObjectNode error(P2pException failure) {
			ObjectNode error = ScriptedWire.JSON.createObjectNode().put("code", failure.code());
			failure.event().ifPresent((event) -> error.put("event", event));
			failure.peerId().ifPresent((peer) -> error.put("peerId", peer));
			failure.movedTo().ifPresent((room) -> error.put("to", room));
			failure.missed().ifPresent((missed) -> error.put("missed", missed));
			ArrayNode peers = error.putArray("peerIds");
			failure.peerIds().forEach(peers::add);
			return error;
		}

		/**
		 * What the library tells its application.
		 */
		private final class Telling implements P2pListener {

			@Override
			public void peerConnected(RemotePeer remote) {
				tell("peer-connect", remote);
			}

			@Override
			public void peerUpdated(RemotePeer remote) {
				tell("peer-update", remote);
			}

			@Override
			public void peerDisconnected(RemotePeer remote) {
				tell("peer-disconnect", remote);
			}

			@Override
			public void upgraded() {
				Stage.this.told.add(entry("upgrade"));
			}

			@Override
			public void failed(P2pException failure) {
				Stage.this.told.add(entry("peer-error").add(error(failure)));
			}

			private void tell(String name, RemotePeer remote) {
				ObjectNode peer = ScriptedWire.JSON.createObjectNode()
					.put("id", remote.id())
					.put("plain", remote.plain())
					.put("lost", remote.lost())
					.put("webrtc", remote.webrtc());
				peer.set("data", remote.data());
				peer.set("user", remote.user());
				Stage.this.told.add(entry(name).add(peer));
			}

		}

	}

}
