package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.codec.PackedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Events with more binaries than Socket.IO's clients take in a packet: on no path do they
 * end a connection.
 */
class ManyBinariesTests extends ManyBinariesFixture {

	@ParameterizedTest
	@ValueSource(ints = { 11, 65, 1000 })
	void whenLibraryPeerSendsThemInOnePacketOrPackedThenLibraryPeersGetThemPacked(int count) {
		this.alice.emit("p2p:msg", arguments(addressed(this.bob, 0), "one", count));
		this.alice.emit("p2p:msg", packed(addressed(this.bob, 0)), pack("two", count));
		this.bob.awaitTimes("p2p:msg", 2);
		for (int i = 0; i < 2; i++) {
			List<Object> heard = this.bob.heard("p2p:msg").get(i);
			assertThat(((JSONObject) heard.get(0)).toMap())
				.isEqualTo(Map.of("room", "", "from", this.alice.id(), "packed", true));
			PackedEvent event = PackedEvent.read((byte[]) heard.get(1));
			assertThat(new JSONArray(new String(event.content(), StandardCharsets.UTF_8)).get(0))
				.isEqualTo((i == 0) ? "one" : "two");
			assertThat(event.attachments()).hasSize(count);
			assertThat(event.attachments().get(count - 1)).containsExactly(count - 1);
		}
		assertThat(this.plain.heard("one")).isEmpty();
	}

	@Test
	void whenTheyAreFewThenPackedOnesComeAsUsual() {
		this.alice.askAll("p2p:msg", packed(DEFAULT_ROOM), pack("few", 10));
		assertThat(this.plain.awaitEvent("few")).hasSize(11);
		assertThat(this.bob.awaitEvent("p2p:msg")).hasSize(13);
		assertThat(((JSONObject) this.bob.heard("p2p:msg").get(0).get(0)).has("packed")).isFalse();
	}

	@Test
	void whenClientWithoutTheLibraryCannotTakeThemThenTheOthersGetThemAndTheSenderIsTold() {
		this.alice.emit("p2p:msg", arguments(DEFAULT_ROOM, "many", 11));
		JSONObject error = (JSONObject) this.alice.awaitEvent("peer-error").get(0);
		assertThat(error.toMap()).containsEntry("code", "too-large")
			.containsEntry("event", "many")
			.containsEntry("room", "")
			.containsEntry("peerId", this.plain.id())
			.containsEntry("peerIds", List.of(this.plain.id()));
		this.bob.awaitEvent("p2p:msg");
		try (TestClient other = TestClient.plain(server)) {
			error = this.plain.ask("many", binaries(11));
			assertThat(error.toMap()).containsEntry("code", "too-large").containsEntry("peerId", other.id());
			this.bob.awaitTimes("p2p:msg", 2);
			assertThat(other.heard("many")).isEmpty();
		}
	}

	@Test
	void whenAQuestionHasThemThenWhoeverCannotTakeItIsNamed() {
		Map<String, Object> header = Map.of("room", "", "ack", 7);
		this.alice.emit("p2p:msg", arguments(header, "many", 11));
		JSONObject error = (JSONObject) this.alice.awaitEvent("peer-error").get(0);
		assertThat(error.toMap()).containsEntry("code", "too-large")
			.containsEntry("ack", 7)
			.containsEntry("peerIds", List.of(this.plain.id()));
		assertThat(((JSONObject) this.bob.awaitEvent("p2p:msg").get(0)).getInt("ack")).isEqualTo(7);
	}

	@Test
	void whenAnAnswerHasThemThenTheAskerGetsItPacked() {
		answerOnPlain((arguments) -> binaries(11));
		this.alice.emit("p2p:msg", Map.of("room", "", "to", this.plain.id(), "ack", 5), "question");
		this.bob.askAll("p2p:msg",
				Stream.concat(Stream.of(addressed(this.alice, 6), JSONObject.NULL), bytes(12).stream()).toArray());
		this.bob.askAll("p2p:msg", packed(addressed(this.alice, 7)),
				(Object) new PackedEvent(content("null", 13), bytes(13)).write(7));
		this.alice.awaitTimes("p2p:msg", 3);
		List<Integer> counts = this.alice.heard("p2p:msg").stream().map((heard) -> {
			PackedEvent event = PackedEvent.read((byte[]) heard.get(1));
			assertThat(new String(event.content(), StandardCharsets.UTF_8)).startsWith("[null,");
			return event.attachments().size();
		}).toList();
		assertThat(counts).containsExactlyInAnyOrder(11, 12, 13);
	}

	@Test
	void whenTheApplicationSendsThemThenLibraryPeersGetThemPackedAndOthersAreLeftOut() {
		assertThat(messaging().toRoom("").send("many", binaries(11)).join()).isEqualTo(2);
		PackedEvent event = PackedEvent.read((byte[]) this.bob.awaitEvent("p2p:msg").get(1));
		assertThat(event.attachments()).hasSize(11);
		PeerId id = new PeerId(this.plain.id());
		assertThat(messaging().toPeer(id).send("many", binaries(11))).isCompletedExceptionally()
			.failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOfSatisfying(RefusedException.class,
					(refused) -> assertThat(refused.peerId()).isEqualTo(id.value()));
		assertThat(failure(messaging().toPeer(id).ask("many", Object.class, binaries(11))).isTimedOut()).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> messaging().toRoom("").send("many", binaries(1001)));
		assertThatIllegalArgumentException().isThrownBy(() -> messaging().toPeer(id).send("deep", nested(251)));
		messaging().toPeer(id).send("deep", nested(250));
		this.plain.awaitEvent("deep");
	}

	@Test
	void whenTheApplicationSendsThemPastTheTemplateThenItIsToldAndNobodyGetsThem() {
		PeerSender sender = server.bean(PeerSender.class);
		List<Peer> everybody = List.copyOf(server.bean(PeerNamespaceHandler.class).peers());
		RawMessage many = PeerMessageCodec.PROTOCOL.encode("many", binaries(11));
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> sender.send(everybody, many))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE))
			.withMessageContaining("10 binaries");
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> sender.sendFully(everybody, many));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> sender.ask(everybody, many, (peer, answer) -> {
			}));
		sender.send(everybody, PeerMessageCodec.PROTOCOL.encode("few", binaries(10)));
		List.of(this.alice, this.bob, this.plain).forEach((client) -> assertThat(client.awaitEvent("few")).hasSize(10));
	}

	@Test
	void whenAHandlerReturnsThemThenTheyArriveOrTheAskerIsTold() {
		assertThat(this.plain.ask("answers", 11).getString("code")).isEqualTo("too-large");
		assertThat(this.alice.askAll("answers", 9)).hasSize(1);
		this.alice.emit("p2p:msg", addressed(this.bob, 3), "answers", 11);
		assertThat(PackedEvent.read((byte[]) this.alice.awaitEvent("p2p:msg").get(1)).attachments()).hasSize(11);
		this.alice.emit("p2p:msg", addressed(this.bob, 0), "replaces", 11);
		assertThat(PackedEvent.read((byte[]) this.bob.awaitEvent("p2p:msg").get(1)).attachments()).hasSize(11);
		assertThat(this.plain.ask("answers", 1001).getString("code")).isEqualTo("handler-failed");
		assertThat(this.plain.ask("nested", 251).getString("code")).isEqualTo("handler-failed");
		assertThat(this.plain.askAll("nested", 250)).hasSize(1);
		assertThat(this.alice.askAll("counts", binaries(1000))).containsExactly(1000);
		this.alice.emit("p2p:msg", packed(DEFAULT_ROOM), pack("counted", 1000));
		assertThat(this.plain.awaitEvent("counted")).containsExactly(1000);
	}

}
