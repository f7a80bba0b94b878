package io.p2p.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.peer.PeerMessage;
import io.p2p.signaling.JoinRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeerMessageCodecTests {

	private final PeerMessageCodec codec = new PeerMessageCodec(JsonMapper.builder().build());

	@Test
	void whenArgumentsHaveBinariesThenTheyBecomeAttachments() {
		byte[] first = { 1, 2 };
		byte[] second = { 3 };
		PeerMessage message = this.codec.encode("file", "a", first, Map.of("deep", List.of(second)));
		assertThat(json(message)).isEqualTo("""
				["a",{"_placeholder":true,"num":0},{"deep":[{"_placeholder":true,"num":1}]}]""");
		assertThat(message.attachments()).containsExactly(first, second);
		assertThat(this.codec.decode(message, 1, byte[].class)).isEqualTo(first);
	}

	@Test
	void whenArgumentIsReadThenItHasTheTypeAskedFor() {
		PeerMessage message = message("[1, {\"room\":\"blue\",\"webrtc\":true,\"more\":1}, \"text\"]");
		assertThat(this.codec.decode(message, 0, int.class)).isEqualTo(1);
		assertThat(this.codec.decode(message, 1, JoinRequest.class)).isEqualTo(new JoinRequest("blue", true, null));
		assertThat(this.codec.decode(message, 2, String.class)).isEqualTo("text");
		assertThat(this.codec.decode(message, 3, String.class)).isNull();
	}

	@Test
	void whenArgumentHasAnotherTypeThenReadingFails() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.decode(message("[\"text\"]"), 0, JoinRequest.class));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.decode(message("[{\"num\":0,\"_placeholder\":true}]"), 0, byte[].class));
	}

	@Test
	void whenMessageIsWrappedThenItsArgumentsFollowItsName() {
		PeerMessage inner = message("[1,\"ü\"]");
		assertThat(json(this.codec.wrap("outer", Map.of("a", 1), inner))).isEqualTo("[{\"a\":1},\"event\",1,\"ü\"]");
		assertThat(json(this.codec.wrap("outer", Map.of(), message("[]")))).isEqualTo("[{},\"event\"]");
		assertThat(json(inner)).isEqualTo("[1,\"ü\"]");
	}

	private static PeerMessage message(String json) {
		return new PeerMessage("event", json.getBytes(StandardCharsets.UTF_8), List.of());
	}

	private static String json(PeerMessage message) {
		return new String(message.arguments(), StandardCharsets.UTF_8);
	}

}
