package io.p2p.socketio;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Whatever is UTF-8: the scanner takes exactly the arrays that Jackson takes.
 */
public final class JsonFuzz {

	private static final JsonFactory JACKSON = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(Integer.MAX_VALUE)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	private JsonFuzz() {
	}

	/**
	 * Try an input. Called by the fuzzer, too.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		String json;
		try {
			json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
		}
		catch (CharacterCodingException ex) {
			return;
		}
		boolean passes = passes(input);
		if (passes != parses(json) && !isDeep(json)) {
			throw new AssertionError("The scanner says " + passes + " to " + json);
		}
	}

	private static boolean passes(byte[] json) {
		try {
			new JsonScanner(json, 0, 0).scanArray();
			int[] bounds = new JsonScanner(json, 0, 0).locate(2);
			for (int i = 0; i < bounds.length; i++) {
				int after = (i == 0) ? 0 : bounds[i - 1];
				if (bounds[i] >= 0 && (bounds[i] < after || bounds[i] > json.length)) {
					throw new AssertionError("Elements out of bounds");
				}
			}
			return true;
		}
		catch (InvalidPacketException ex) {
			return false;
		}
	}

	// text, not bytes: of those it would guess the encoding
	private static boolean parses(String json) {
		try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), json)) {
			if (parser.nextToken() != JsonToken.START_ARRAY) {
				return false;
			}
			int depth = 1;
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				if (depth == 0) {
					return false;
				}
				depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
				parser.getString();
			}
			return depth == 0;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	// the scanner has a limit there
	private static boolean isDeep(String json) {
		return json.chars().filter((c) -> c == '[' || c == '{').count() > 256;
	}

}
