package io.p2p.codec;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.signaling.JoinRequest;
import io.p2p.signaling.SignalRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeerMessageCodecTests {

	private final PeerMessageCodec codec = new PeerMessageCodec(JsonMapper.builder().build());

	@Test
	void whenArgumentsHaveBinariesThenTheyBecomeAttachments() {
		byte[] first = { 1, 2 };
		byte[] second = { 3 };
		RawMessage message = this.codec.encode("file", "a", first, Map.of("deep", List.of(second)));
		assertThat(json(message)).isEqualTo("""
				["a",{"_placeholder":true,"num":0},{"deep":[{"_placeholder":true,"num":1}]}]""");
		assertThat(message.attachments()).containsExactly(first, second);
		assertThat(this.codec.decode(message, 1, byte[].class)).isEqualTo(first);
	}

	@Test
	void whenArgumentIsReadThenItHasTheTypeAskedFor() {
		RawMessage message = message("[1, {\"room\":\"blue\",\"webrtc\":true,\"more\":1}, \"text\"]");
		assertThat(this.codec.decode(message, 0, int.class)).isEqualTo(1);
		assertThat(this.codec.decode(message, 1, JoinRequest.class))
			.isEqualTo(new JoinRequest("blue", true, null, null));
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
	void whenArgumentHasNoTypeThenItsBinariesAreBytes() {
		byte[] bytes = { 1, 2 };
		RawMessage message = this.codec.encode("file", bytes, Map.of("deep", List.of(bytes, 1)), Map.of("num", 0));
		assertThat(this.codec.decode(message, 0, Object.class)).isEqualTo(bytes);
		Map<?, ?> map = (Map<?, ?>) this.codec.decode(message, 1, Map.class);
		assertThat(map).isNotNull();
		assertThat((List<?>) map.get("deep")).first().isEqualTo(bytes);
		assertThat(this.codec.decode(message, 2, Object.class)).isEqualTo(Map.of("num", 0));
		Map<String, Object> none = Map.of("_placeholder", true, "num", 2);
		assertThat(this.codec.decode(this.codec.encode("file", none), 0, Object.class)).isEqualTo(none);
	}

	@Test
	void whenMessageIsWrappedThenItsArgumentsFollowItsName() {
		RawMessage inner = message("[1,\"ü\"]");
		assertThat(json(this.codec.wrap("outer", Map.of("a", 1), inner))).isEqualTo("[{\"a\":1},\"event\",1,\"ü\"]");
		assertThat(json(this.codec.wrap("outer", Map.of(), message("[]")))).isEqualTo("[{},\"event\"]");
		assertThat(json(inner)).isEqualTo("[1,\"ü\"]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.50", "-0", "\"a\\u00e9\\\"ü\"", "true", "[ 1 , [ ] ]", "{\"a\": {\"b\":[{}]} }", "\"\"",
			"{\"_placeholder\":true,\"num\":0}" })
	void whenValueIsNotTakenApartThenItsBytesPassThrough(String json) {
		RawMessage request = message("[{\"toPeerId\":\"ü\", \"signal\" : " + json + " , \"room\":\"\"}]");
		SignalRequest signal = (SignalRequest) this.codec.decode(request, 0, SignalRequest.class);
		assertThat(signal.room()).isEmpty();
		assertThat(signal.offerId()).isNull();
		assertThat(new String(signal.signal().bytes(), StandardCharsets.UTF_8)).isEqualTo(json);
		Map<String, RawJson> raw = new HashMap<>();
		raw.put("signal", signal.signal());
		raw.put("offerId", signal.offerId());
		RawMessage passed = this.codec.encode("peer-signal", Map.of("room", "r"), raw, List.of());
		assertThat(json(passed)).isEqualTo("[{\"room\":\"r\",\"signal\":" + json + "}]");
	}

	private static RawMessage message(String json) {
		return new RawMessage("event", json.getBytes(StandardCharsets.UTF_8), List.of());
	}

	private static String json(RawMessage message) {
		return new String(message.arguments(), StandardCharsets.UTF_8);
	}

}
