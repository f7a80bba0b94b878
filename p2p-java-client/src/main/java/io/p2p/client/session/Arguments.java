package io.p2p.client.session;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

import io.p2p.client.transport.Packet;
import io.p2p.client.wire.Json;

/**
 * An event that has come from the server: its first argument is read, the others are as
 * they came.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares arguments
record Arguments(String event, @Nullable JsonNode first, byte[] rest, List<byte[]> binaries, long bytes) {

	private static final byte[] NONE = { '[', ']' };

	/**
	 * Read a packet.
	 * @return the event; {@code null} if it is none
	 */
	static @Nullable Arguments read(Packet packet) {
		byte[] json = packet.json();
		long bytes = json.length;
		List<byte[]> binaries = packet.binaries();
		for (byte[] binary : binaries) {
			bytes += binary.length;
		}
		try (JsonParser parser = Json.parser(json)) {
			if (parser.nextToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.VALUE_STRING) {
				return null;
			}
			String event = parser.getString();
			if (parser.nextToken() == JsonToken.END_ARRAY) {
				return new Arguments(event, null, NONE, binaries, bytes);
			}
			JsonNode first = parser.readValueAsTree();
			parser.finishToken();
			int end = (int) parser.currentLocation().getByteOffset();
			return new Arguments(event, first, rest(json, end), binaries, bytes);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	// behind a value there is a comma or the end of the array
	private static byte[] rest(byte[] json, int from) {
		int at = from;
		while (at < json.length && json[at] != ',' && json[at] != ']') {
			at++;
		}
		if (at >= json.length || json[at] == ']') {
			return NONE;
		}
		byte[] rest = Arrays.copyOfRange(json, at, json.length);
		rest[0] = '[';
		return rest;
	}

}
