package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

import io.p2p.codec.PackedEvent;
import io.p2p.messaging.NotAnsweredException;
import io.p2p.peer.EventLimits;
import io.p2p.peer.PeerId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events and answers with more than anybody takes: whoever sent them hears of it, and no
 * connection ends.
 */
class EventLimitsTests extends ManyBinariesFixture {

	@Test
	void whenAnAnswerIsMoreThanTheServerTakesThenTheAskerIsToldAtOnce() {
		answerOnPlain((arguments) -> new Object[] { deep(300) });
		this.alice.emit("p2p:msg", Map.of("room", "", "to", this.plain.id(), "ack", 5), "question");
		List<Object> answer = this.alice.awaitEvent("p2p:msg");
		assertThat(answer.get(1)).isNull();
		assertThat(answer.get(2)).isNull();
		assertThat(((JSONObject) answer.get(3)).getString("code")).isEqualTo("too-large");
		NotAnsweredException failure = failure(
				messaging().toPeer(new PeerId(this.plain.id())).ask("question", Object.class));
		assertThat(failure.isTimedOut()).isFalse();
		failure = failure(messaging().toRoom("")
			.except(new PeerId(this.alice.id()), new PeerId(this.bob.id()))
			.ask("question", Object.class));
		assertThat(failure.missing()).containsExactly(new PeerId(this.plain.id()));
		assertThat(failure.isTimedOut()).isFalse();
	}

	@Test
	void whenLibraryPeerCannotAnswerTheServerThenWhoAsksIsToldAtOnce() {
		CompletableFuture<Object> asked = messaging().toPeer(new PeerId(this.bob.id())).ask("question", Object.class);
		JSONObject header = (JSONObject) this.bob.awaitEvent("p2p:msg").get(0);
		this.bob.askAll("p2p:msg", Map.of("room", "", "to", "", "ack", header.getInt("ack")), null, null,
				Map.of("code", "too-large", "message", "too large"));
		assertThat(failure(asked).isTimedOut()).isFalse();
	}

	@Test
	void whenThereAreMoreThanAnybodyTakesThenOnlyThatEventIsRefused() {
		this.alice.emit("p2p:msg", arguments(Map.of("room", "", "ack", 4), "many", 1001));
		this.alice.emit("p2p:msg", DEFAULT_ROOM, "deep", deep(300));
		this.alice.emit("p2p:msg", packed(DEFAULT_ROOM), pack("packed", 1001));
		this.alice.emit("p2p:msg", packed(DEFAULT_ROOM),
				new PackedEvent(
						("[\"deep\"," + "[".repeat(300) + "]".repeat(300) + "]").getBytes(StandardCharsets.UTF_8),
						List.of())
					.write(0));
		this.alice.awaitTimes("peer-error", 4);
		assertThat(this.alice.heard("peer-error")).extracting((heard) -> ((JSONObject) heard.get(0)).get("code"))
			.containsOnly("too-large");
		assertThat(((JSONObject) this.alice.heard("peer-error").get(0).get(0)).toMap()).containsEntry("event", "many")
			.containsEntry("room", "")
			.containsEntry("ack", 4);
		assertThat(((JSONObject) this.alice.heard("peer-error").get(1).get(0)).get("event")).isEqualTo("deep");
		assertThat(this.plain.ask("many", binaries(1001)).getString("code")).isEqualTo("too-large");
		assertThat(this.plain.ask("deep", deep(300)).getString("code")).isEqualTo("too-large");
		JSONArray signal = new JSONArray();
		bytes(11).forEach(signal::put);
		assertThat(this.alice.ask("peer-signal", Map.of("toPeerId", this.bob.id(), "offerId", "1", "signal", signal))
			.getString("code")).isEqualTo("too-large");
		assertThat(this.bob.heard("p2p:msg")).isEmpty();
	}

	@Test
	void whenWhatIsPackedIsNoEventThenItIsRefused() {
		byte[] good = new PackedEvent("[\"e\"]".getBytes(StandardCharsets.UTF_8), List.of()).write(0);
		for (byte[] bad : List.of(new byte[0], new byte[7], new byte[8], "{}".getBytes(StandardCharsets.UTF_8),
				new PackedEvent("{}".getBytes(StandardCharsets.UTF_8), List.of()).write(0),
				new PackedEvent("[]".getBytes(StandardCharsets.UTF_8), List.of()).write(0),
				new PackedEvent("[1]".getBytes(StandardCharsets.UTF_8), List.of()).write(0),
				new PackedEvent("[\"e\"".getBytes(StandardCharsets.UTF_8), List.of()).write(0),
				new PackedEvent("[\"e\",{\"_placeholder\":true,\"num\":1}]".getBytes(StandardCharsets.UTF_8), bytes(1))
					.write(0),
				new byte[] { 0, 0, 0, 0, (byte) 255, (byte) 255, (byte) 255, (byte) 255 })) {
			assertThat(this.alice.ask("p2p:msg", packed(DEFAULT_ROOM), bad).getString("code")).isEqualTo("bad-request");
		}
		assertThat(this.alice.ask("p2p:msg", packed(DEFAULT_ROOM), "e").getString("code")).isEqualTo("bad-request");
		assertThat(this.alice
			.ask("p2p:msg", packed(DEFAULT_ROOM),
					new PackedEvent("[\"peer-error\"]".getBytes(StandardCharsets.UTF_8), List.of()).write(0))
			.getString("code")).isEqualTo("bad-request");
		assertThat(this.alice.askAll("p2p:msg", packed(DEFAULT_ROOM), good)).isEmpty();
		this.plain.awaitEvent("e");
	}

	@Test
	void whenAPartIsRefusedThenItsSenderHearsOnceAndByTheNameOfTheEvent() {
		for (int id = 1; id <= 2; id++) {
			for (int offset = 0; offset < 4; offset++) {
				this.alice.emit("p2p:part",
						Map.of("room", "", "id", id, "event", "counts", "total", 4, "offset", offset), new byte[1]);
			}
		}
		this.alice.askAll("p2p:ice", Map.of());
		assertThat(this.alice.heard("peer-error")).hasSize(2)
			.allSatisfy((heard) -> assertThat(((JSONObject) heard.get(0)).toMap()).containsEntry("code", "too-large")
				.containsEntry("event", "counts"));
		this.alice.emit("p2p:msg", Map.of("room", "elsewhere"), "chat");
		this.alice.awaitTimes("peer-error", 3);
		assertThat(((JSONObject) this.alice.heard("peer-error").get(2).get(0)).get("event")).isEqualTo("chat");
	}

	@Test
	void whenSomebodyJoinsThenItIsToldTheLimits() {
		assertThat(this.alice.ask("p2p:join", Map.of("room", "limits", "webrtc", false)).toMap())
			.containsEntry("maxBinaries", EventLimits.MAX_BINARIES)
			.containsEntry("maxDepth", EventLimits.MAX_DEPTH);
	}

}
