package io.p2p.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * What an actor has sent and heard. The test compares it with what everybody else has.
 */
final class ActorLog {

	private static final int FNV_OFFSET = 0x811c9dc5;

	private static final int FNV_PRIME = 0x01000193;

	private static final int HASH_BYTES = 64 * 1024;

	private static final JsonMapper DESCRIBING = JsonMapper.builder()
		.addModule(new SimpleModule().addSerializer(new HashSerializer()))
		.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
		.build();

	private final List<Map<String, Object>> sent = new ArrayList<>();

	private final List<Map<String, Object>> heard = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

	private final List<Map<String, Object>> events = new ArrayList<>();

	private final Map<String, Integer> sentTo = new HashMap<>();

	private final Map<String, Integer> heardFrom = new HashMap<>();

	/**
	 * The same for an argument as it was sent and as it came, and as a page describes it.
	 */
	static String describe(Object argument) {
		return DESCRIBING.writeValueAsString(argument);
	}

	/**
	 * FNV-1a of all that a stream has, with the length.
	 */
	static String hash(InputStream stream) {
		try (stream) {
			byte[] bytes = new byte[HASH_BYTES];
			long length = 0;
			int state = FNV_OFFSET;
			for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
				length += count;
				for (int i = 0; i < count; i++) {
					state = (state ^ (bytes[i] & 0xFF)) * FNV_PRIME;
				}
			}
			return length + " bytes " + Integer.toUnsignedString(state);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	synchronized int size() {
		return this.sent.size();
	}

	synchronized void sent(String name, String from, String to, List<String> addressed, boolean large, Object payload) {
		Map<String, Object> entry = new HashMap<>(Map.of("name", name, "from", from, "addressed", addressed, "large",
				large, "content", describe(payload)));
		if (to != null) {
			entry.put("to", to);
		}
		this.sent.add(entry);
		addressed.forEach((peer) -> this.sentTo.merge(peer, 1, Integer::sum));
	}

	synchronized void heard(String name, String from, Object payload, String path) {
		this.heard.add(Map.of("name", name, "from", from, "content", describe(payload), "path", path));
		this.heardFrom.merge(from, 1, Integer::sum);
	}

	synchronized void problem(String what) {
		this.problems.add(what);
	}

	synchronized void event(String event, String about) {
		this.events.add(Map.of("event", event, "about", about));
	}

	synchronized Map<String, Object> log() {
		return Map.of("sent", List.copyOf(this.sent), "heard", List.copyOf(this.heard), "problems",
				List.copyOf(this.problems));
	}

	/**
	 * How much of it there is.
	 */
	synchronized Map<String, Object> counts() {
		return Map.of("sent", this.sent.size(), "sentTo", Map.copyOf(this.sentTo), "heardFrom",
				Map.copyOf(this.heardFrom), "events", List.copyOf(this.events));
	}

	private static final class HashSerializer extends StdSerializer<byte[]> {

		HashSerializer() {
			super(byte[].class);
		}

		@Override
		public void serialize(byte[] bytes, tools.jackson.core.JsonGenerator json,
				tools.jackson.databind.SerializationContext context) {
			json.writeString(hash(new ByteArrayInputStream(bytes)));
		}

	}

}
