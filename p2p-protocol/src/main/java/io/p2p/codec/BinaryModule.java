package io.p2p.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.jdk.UntypedObjectDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import io.p2p.peer.RawJson;

/**
 * Maps {@code byte[]} and {@code ByteBuffer} to Socket.IO's binaries, which are outside
 * of the JSON with a placeholder in their place, and {@link RawJson} to unparsed values.
 * In what has no type, as in a {@code Map<String, Object>}, binaries are {@code byte[]}.
 */
final class BinaryModule extends SimpleModule {

	private static final long serialVersionUID = 1L;

	BinaryModule() {
		addSerializer(new PlaceholderSerializer());
		addDeserializer(byte[].class, new PlaceholderDeserializer());
		addSerializer(new BufferSerializer());
		addDeserializer(ByteBuffer.class, new BufferDeserializer());
		addDeserializer(Object.class, new UntypedDeserializer());
		addDeserializer(RawJson.class, new RawDeserializer());
		addSerializer(new RawSerializer());
	}

	/**
	 * Copies a value out of the JSON, which comes as the per-call attribute
	 * {@code RawJson.class}.
	 */
	private static final class RawDeserializer extends StdDeserializer<RawJson> {

		RawDeserializer() {
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

	private static final class RawSerializer extends StdSerializer<RawJson> {

		RawSerializer() {
			super(RawJson.class);
		}

		@Override
		public void serialize(RawJson value, JsonGenerator json, SerializationContext context) {
			json.writeRawValue(new RawText(value.bytes()));
		}

	}

	/**
	 * The binaries of one message, as a per-call attribute of Jackson.
	 */
	record Attachments(List<byte[]> list) {

		static final Object KEY = Attachments.class;

		static Attachments empty() {
			return new Attachments(new ArrayList<>());
		}

	}

	private static final class PlaceholderSerializer extends StdSerializer<byte[]> {

		PlaceholderSerializer() {
			super(byte[].class);
		}

		@Override
		public void serialize(byte[] value, JsonGenerator json, SerializationContext context) {
			Attachments attachments = (Attachments) context.getAttribute(Attachments.KEY);
			json.writeStartObject();
			json.writeBooleanProperty("_placeholder", true);
			json.writeNumberProperty("num", attachments.list().size());
			json.writeEndObject();
			attachments.list().add(value);
		}

	}

	private static final class PlaceholderDeserializer extends StdDeserializer<byte[]> {

		PlaceholderDeserializer() {
			super(byte[].class);
		}

		@Override
		public byte[] deserialize(JsonParser json, DeserializationContext context) {
			if (json.currentToken() != JsonToken.START_OBJECT) {
				return json.getBinaryValue();
			}
			List<byte[]> attachments = ((Attachments) context.getAttribute(Attachments.KEY)).list();
			int index = context.readTree(json).path("num").asInt(-1);
			if (index < 0 || index >= attachments.size()) {
				return context.reportInputMismatch(this, "Expected binary data, found an object");
			}
			return attachments.get(index);
		}

	}

	private static final class UntypedDeserializer extends UntypedObjectDeserializer {

		UntypedDeserializer() {
			super((JavaType) null, null);
		}

		@Override
		protected Object mapObject(JsonParser json, DeserializationContext context) {
			Object value = super.mapObject(json, context);
			return (value instanceof Map<?, ?> map
					&& context.getAttribute(Attachments.KEY) instanceof Attachments known) ? replaced(map, known.list())
							: value;
		}

		private static Object replaced(Map<?, ?> map, List<byte[]> attachments) {
			boolean placeholder = map.size() == 2 && Boolean.TRUE.equals(map.get("_placeholder"));
			if (placeholder && map.get("num") instanceof Integer index && index >= 0 && index < attachments.size()) {
				return attachments.get(index);
			}
			return map;
		}

	}

	private static final class BufferSerializer extends StdSerializer<ByteBuffer> {

		BufferSerializer() {
			super(ByteBuffer.class);
		}

		@Override
		public void serialize(ByteBuffer value, JsonGenerator json, SerializationContext context) {
			byte[] bytes = new byte[value.remaining()];
			value.duplicate().get(bytes);
			context.writeValue(json, bytes);
		}

	}

	private static final class BufferDeserializer extends StdDeserializer<ByteBuffer> {

		BufferDeserializer() {
			super(ByteBuffer.class);
		}

		@Override
		public ByteBuffer deserialize(JsonParser json, DeserializationContext context) {
			return ByteBuffer.wrap(context.readValue(json, byte[].class));
		}

	}

}
