package io.p2p.client.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of the protocol, which does not depend on the application's mapper.
 *
 * @since 0.1.0
 */
public final class Json {

	// used in loops, which are threads: no queue of buffers between them
	static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build())
		.build();

	private Json() {
	}

	/**
	 * An object without members.
	 * @return a new one
	 */
	public static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	/**
	 * An array without elements.
	 * @return a new one
	 */
	public static ArrayNode array() {
		return MAPPER.createArrayNode();
	}

	/**
	 * Read a value.
	 * @param json the value in UTF-8
	 * @return the value
	 * @throws tools.jackson.core.JacksonException if it is none
	 */
	public static JsonNode read(byte[] json) {
		return MAPPER.readTree(json);
	}

	/**
	 * Write a value.
	 * @param value the value
	 * @return the value in UTF-8
	 */
	public static byte[] write(JsonNode value) {
		return MAPPER.writeValueAsBytes(value);
	}

	/**
	 * The bytes that a value takes on the wire.
	 * @param value the value
	 * @return how many
	 */
	public static int size(JsonNode value) {
		return write(value).length;
	}

	/**
	 * The first element of an array, if it is a string.
	 * @param json an array in UTF-8, which need not be whole
	 * @return the string; {@code null} if it is another value, or none
	 */
	public static @Nullable String firstText(byte[] json) {
		try (JsonParser parser = MAPPER.createParser(json)) {
			boolean text = parser.nextToken() == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.VALUE_STRING;
			return text ? parser.getString() : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Read JSON token by token.
	 * @param json the JSON in UTF-8
	 * @return what reads it
	 */
	public static JsonParser parser(byte[] json) {
		return MAPPER.createParser(json);
	}

}
