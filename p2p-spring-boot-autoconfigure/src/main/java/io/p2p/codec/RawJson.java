package io.p2p.codec;

import java.util.Arrays;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * A JSON value that is passed on and not taken apart.
 *
 * @param bytes valid JSON in UTF-8
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares them
public record RawJson(byte[] bytes) {

	/**
	 * Cuts a value out of what is parsed, which comes as the per-call attribute
	 * {@code RawJson.class}.
	 */
	static final class Deserializer extends StdDeserializer<RawJson> {

		Deserializer() {
			super(RawJson.class);
		}

		@Override
		public RawJson deserialize(JsonParser json, DeserializationContext context) {
			byte[] source = (byte[]) context.getAttribute(RawJson.class);
			int start = (int) json.currentTokenLocation().getByteOffset();
			json.skipChildren();
			json.finishToken();
			return new RawJson(Arrays.copyOfRange(source, start, (int) json.currentLocation().getByteOffset()));
		}

	}

}
