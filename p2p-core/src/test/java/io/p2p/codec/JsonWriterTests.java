package io.p2p.codec;

import java.nio.charset.StandardCharsets;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.peer.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class JsonWriterTests {

	@Test
	void whenObjectsAndArraysAreInEachOtherThenTheyAreSeparated() {
		JsonWriter json = new JsonWriter(1).begin('[').begin('{').end('}').begin('{');
		json.name("a").begin('[').number(1).number(-2).end(']').name("b").flag(false);
		json.member("c", new RawJson("{\"x\":1}".getBytes(StandardCharsets.UTF_8))).member("d", null);
		json.name("e").text("").end('}').begin('[').end(']').text("{").text("[");
		assertThat(json.ended(']').bytes()).asString(StandardCharsets.UTF_8)
			.isEqualTo("[{},{\"a\":[1,-2],\"b\":false,\"c\":{\"x\":1},\"e\":\"\"},[],\"{\",\"[\"]");
		assertThat(json.end(']').event("name").arguments()).asString(StandardCharsets.UTF_8)
			.satisfies((array) -> assertThat(new JSONArray(array)).hasSize(5));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "room", "\"\\/", "\u0000\u001f\t\n", "Küche \"x\"\u0001", "\u20ac\ud83d\ude00\\" })
	void whenTextIsWrittenThenItIsReadAsItWas(String text) {
		byte[] json = new JsonWriter(4).begin('{').name(text).text(text).end('}').toBytes();
		assertThat(new JSONObject(new String(json, StandardCharsets.UTF_8)).getString(text)).isEqualTo(text);
	}

}
