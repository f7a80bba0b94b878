package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.engineio.protocol.InvalidPacketException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class JsonScannerTests {

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	@ParameterizedTest
	@ValueSource(strings = { "[]", " [ ] ", "[1]", "[-0.5e+3,\"a\\u00e9\\n\",null,true,false]", "[{\"a\":[{}]},[[]]]",
			"[\"ü€😀\"]", "[0,0.0,1e9,12]" })
	void whenJsonIsValidThenItPasses(String json) {
		assertThatNoException().isThrownBy(() -> scan(json, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[", "]", "[1", "[1,]", "[,1]", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[tru]",
			"[nul", "[\"a]", "[\"\\x\"]", "[\"\\u12g4\"]", "[\"\n\"]", "{}", "1", "\"a\"", "[1]]", "[1] x", "[{a:1}]",
			"[{\"a\"}]", "[{\"a\":}]", "[{\"a\":1,}]", "['a']", "[NaN]", "[1 2]", "[--1]", "[\u0000]" })
	void whenJsonIsInvalidThenItIsRefused(String json) {
		assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> scan(json, 0));
	}

	@Test
	void whenElementsAreLocatedThenTheirBoundsAreTheirs() {
		assertThat(locate("[ \"a\" , {\"b\":1}, 3 ]")).containsExactly(2, 5, 8, 15);
		assertThat(locate("[ 12 ]")).containsExactly(2, 4, -1, -1);
		assertThat(locate("[ ]")).containsExactly(-1, -1, -1, -1);
		assertThat(scan(" [ \"a\" ]", 0)).isEqualTo(3);
		assertThat(scan("[ ]", 0)).isEqualTo(-1);
	}

	@Test
	void whenNestedTooDeepThenItIsRefused() {
		assertThatNoException().isThrownBy(() -> scan("[".repeat(200) + "]".repeat(200), 0));
		assertThatExceptionOfType(InvalidPacketException.class)
			.isThrownBy(() -> scan("[".repeat(100_000) + "]".repeat(100_000), 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[{\"_placeholder\":true,\"num\":0}]", "[{\"num\":1,\"_placeholder\":true}]",
			"[[{\"a\": { \"_placeholder\" : true, \"num\" : 1 }}]]",
			"[{\"\\u00e9\":{\"_placeholder\":true,\"num\":0}}]" })
	void whenPlaceholderHasAnAttachmentThenItPasses(String json) {
		assertThatNoException().isThrownBy(() -> scan(json, 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[{\"_placeholder\":true,\"num\":2}]", "[{\"_placeholder\":true,\"num\":-1}]",
			"[{\"_placeholder\":true}]", "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]",
			"[{\"_placeholder\":true,\"num\":\"0\"}]", "[{\"_placeholder\":true,\"num\":0.5}]",
			"[{\"_placeholder\":true,\"num\":99999999999}]", "[{\"\\u005fplaceholder\":true,\"num\":7}]",
			"[{\"_placeholder\":false,\"_placeholder\":true,\"num\":7}]", "[{\"_placeholder\":true,\"n um\":0}]" })
	void whenPlaceholderHasNoAttachmentThenItIsRefused(String json) {
		assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> scan(json, 2));
	}

	@Test
	void whenBytesAreMutatedThenScannerAndParserAgree() {
		Random random = new Random(7);
		byte[] seed = "[\"event\",{\"a\":[1,-2.5e3,true,null,\"x\\n\"],\"b\":{}},\"y\"]"
			.getBytes(StandardCharsets.US_ASCII);
		String alphabet = "[]{},:\"\\0123456789.eE+-truefalsn xu\t";
		int invalid = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] mutated = seed.clone();
			for (int m = random.nextInt(3); m >= 0; m--) {
				mutated[random.nextInt(mutated.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
			}
			boolean valid = parses(mutated);
			invalid += valid ? 0 : 1;
			assertThat(passes(mutated)).as(new String(mutated, StandardCharsets.US_ASCII)).isEqualTo(valid);
		}
		assertThat(invalid).isBetween(1_000, 19_000);
	}

	private boolean parses(byte[] json) {
		try {
			JsonNode node = this.mapper.readTree(json);
			return node.isArray();
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private static boolean passes(byte[] json) {
		try {
			new JsonScanner(json, 0, 0).scanArray();
			return true;
		}
		catch (InvalidPacketException ex) {
			return false;
		}
	}

	private static int scan(String json, int attachments) {
		return new JsonScanner(json.getBytes(StandardCharsets.UTF_8), 0, attachments).scanArray();
	}

	private static int[] locate(String json) {
		return new JsonScanner(json.getBytes(StandardCharsets.UTF_8), 0, 0).locate(2);
	}

}
