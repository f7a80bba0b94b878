package io.p2p.handler;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a sender is told of a payload that is not as it must be: the field, never what is
 * in it nor the server's classes.
 */
class PayloadMismatchTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static Stream<Arguments> mismatches() {
		return Stream.of(Arguments.of("{'count':'secret'}", "Argument 0: 'count' must be an int"),
				Arguments.of("{'count':99999999999}", "Argument 0: 'count' must be an int"),
				Arguments.of("{'count':null}", "Argument 0: 'count' must be an int"),
				Arguments.of("{'big':1.5e400}", "Argument 0: 'big' must be a long"),
				Arguments.of("{'text':{}}", "Argument 0: 'text' must be a string"),
				Arguments.of("{'yes':'secret'}", "Argument 0: 'yes' must be a boolean"),
				Arguments.of("{'inner':[{'text':'a'},{'text':[]}]}", "Argument 0: 'inner[1].text' must be a string"),
				Arguments.of("{'inner':[{'text':'a'},7]}", "Argument 0: 'inner[1]' must be an object"),
				Arguments.of("{'inner':7}", "Argument 0: 'inner' must be a list"),
				Arguments.of("{'colour':'secret'}", "Argument 0: 'colour' must be one of RED, GREEN"),
				Arguments.of("{'time':'secret'}", "Argument 0: 'time' must be a Duration"),
				Arguments.of("{'map':{'k':'secret'}}", "Argument 0: 'map.k' must be an int"),
				Arguments.of("{'map':7}", "Argument 0: 'map' must be an object"),
				Arguments.of("{'checked':{'text':'secret'}}", "Argument 0: 'checked' is not valid"),
				Arguments.of("7", "Argument 0 must be an object"),
				Arguments.of("'secret'", "Argument 0 must be an object"));
	}

	@ParameterizedTest
	@MethodSource("mismatches")
	void theFieldAndWhatItMustBeAreSaid(String json, String message) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> MAPPER.readValue(json.replace('\'', '"'), Payload.class))
			.satisfies((failure) -> assertThat(new PayloadMismatch(failure).describe("Argument 0")).isEqualTo(message));
	}

	@Test
	void whenTheNameIsTheSendersThenItIsBounded() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> MAPPER.readValue("{\"map\":{\"" + "k".repeat(5000) + "\":{}}}", Payload.class))
			.satisfies(
					(failure) -> assertThat(new PayloadMismatch(failure).describe("Argument 0")).hasSizeLessThan(100));
	}

	record Payload(int count, long big, String text, boolean yes, List<Inner> inner, Colour colour, Duration time,
			Map<String, Integer> map, Checked checked) {

	}

	record Inner(String text) {

	}

	record Checked(String text) {

		Checked {
			if (text != null) {
				throw new IllegalArgumentException("not " + text);
			}
		}

	}

	enum Colour {

		RED, GREEN

	}

}
