package io.p2p.codec;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.codec.BinaryModule.Attachments;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;

/**
 * Encodes Java values as events, and decodes them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerMessageCodec {

	/**
	 * The codec of the protocol's own events, which does not depend on the application's
	 * mapper.
	 */
	public static final PeerMessageCodec PROTOCOL = new PeerMessageCodec(JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build());

	private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

	private final JsonMapper mapper;

	// one for each type of a handler's argument or an answer
	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Create a codec for payloads.
	 * @param mapper the application's mapper
	 */
	public PeerMessageCodec(JsonMapper mapper) {
		this.mapper = mapper.rebuild().addModule(new BinaryModule()).build();
	}

	/**
	 * Encode an event.
	 * @param event the name
	 * @param arguments the arguments; a {@code byte[]} in them, at any depth, goes as
	 * binary
	 * @return the event
	 */
	public RawMessage encode(String event, @Nullable Object... arguments) {
		return encode(this.mapper.writer(), event, arguments);
	}

	/**
	 * Encode an event with an attribute that the mapper's serializers find in their
	 * context.
	 * @param key the name of the attribute
	 * @param attribute its value
	 * @param event the name
	 * @param arguments the arguments
	 * @return the event
	 */
	public RawMessage encodeWith(Object key, Object attribute, String event, @Nullable Object... arguments) {
		return encode(this.mapper.writer().withAttribute(key, attribute), event, arguments);
	}

	private static RawMessage encode(ObjectWriter writer, String event, @Nullable Object[] arguments) {
		Attachments attachments = Attachments.empty();
		byte[] json = writer.withAttribute(Attachments.KEY, attachments).writeValueAsBytes(arguments);
		return new RawMessage(event, json, attachments.list());
	}

	/**
	 * Encode an event whose only argument is an object with some members in JSON already.
	 * @param event the name
	 * @param members the members to encode, at least one
	 * @param raw the members that are JSON already; {@code null} ones are left out
	 * @param attachments the binaries that the latter refer to
	 * @return the event
	 */
	public RawMessage encode(String event, Map<String, ?> members, Map<String, @Nullable RawJson> raw,
			List<byte[]> attachments) {
		byte[] written = this.mapper.writeValueAsBytes(members);
		ByteArrayOutputStream json = new ByteArrayOutputStream();
		json.write('[');
		json.write(written, 0, written.length - 1);
		raw.forEach((name, value) -> {
			if (value != null) {
				json.write(',');
				json.writeBytes(this.mapper.writeValueAsBytes(name));
				json.write(':');
				json.writeBytes(value.bytes());
			}
		});
		json.write('}');
		json.write(']');
		return new RawMessage(event, json.toByteArray(), attachments);
	}

	/**
	 * Write a value without binaries.
	 * @param value the value
	 * @return the JSON, in UTF-8
	 */
	public byte[] write(@Nullable Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

	/**
	 * Wrap an event into another without parsing it: its arguments are the header, the
	 * name of the wrapped event, and that event's own arguments. One with more binaries
	 * than Socket.IO's clients take is packed.
	 * @param event the name of the wrapping event
	 * @param header the members of an object without binaries
	 * @param message the event to wrap
	 * @return the wrapping event
	 */
	public RawMessage wrap(String event, Map<String, ?> header, RawMessage message) {
		return wrap(event, header, join(message), message.attachments());
	}

	/**
	 * Wrap an answer, which has {@code null} in place of a name.
	 * @param event the name of the wrapping event
	 * @param header the members of an object without binaries
	 * @param answer the answer, as the arguments of a message
	 * @return the wrapping event
	 */
	public RawMessage wrapAnswer(String event, Map<String, ?> header, RawMessage answer) {
		return wrap(event, header, join(null, answer.arguments()), answer.attachments());
	}

	/**
	 * Wrap an event or answer whose name and arguments are one JSON array already.
	 * @param event the name of the wrapping event
	 * @param header the members of an object without binaries
	 * @param content a JSON array that is not empty; it is not written to
	 * @param attachments the binaries that it refers to
	 * @return the wrapping event
	 */
	public RawMessage wrap(String event, Map<String, ?> header, byte[] content, List<byte[]> attachments) {
		if (attachments.size() > EventLimits.MAX_PLAIN_BINARIES) {
			return pack(event, header, new PackedEvent(content, attachments));
		}
		byte[] first = this.mapper.writeValueAsBytes(header);
		byte[] all = concat('[', first, content);
		all[1 + first.length] = ',';
		return new RawMessage(event, all, attachments);
	}

	private RawMessage pack(String event, Map<String, ?> header, PackedEvent content) {
		Map<String, Object> packed = new LinkedHashMap<>(header);
		packed.put("packed", true);
		long ack = (header.get("ack") instanceof Number number) ? number.longValue() : 0;
		return encode(event, packed, content.write(ack));
	}

	/**
	 * The name and the arguments of an event as one JSON array, as they go over the wire.
	 * @param message the event
	 * @return a JSON array in UTF-8
	 */
	public byte[] join(RawMessage message) {
		return join(message.event(), message.arguments());
	}

	private byte[] join(@Nullable String event, byte[] arguments) {
		byte[] name = (event != null) ? new JsonWriter(event.length() + 2).text(event).toBytes() : NULL;
		if (isEmptyArray(arguments)) {
			return concat('[', name, new byte[] { ']' });
		}
		byte[] all = concat('[', name, arguments);
		all[1 + name.length] = ',';
		return all;
	}

	private static byte[] concat(char first, byte[] second, byte[] third) {
		byte[] all = new byte[1 + second.length + third.length];
		all[0] = (byte) first;
		System.arraycopy(second, 0, all, 1, second.length);
		System.arraycopy(third, 0, all, 1 + second.length, third.length);
		return all;
	}

	/**
	 * Read one argument of an event.
	 * @param message the event
	 * @param index which argument, from 0
	 * @param type the type to decode it to; {@code byte[]} for binary
	 * @return the value, {@code null} if there is no such argument
	 * @throws tools.jackson.core.JacksonException if the argument is not of that type
	 */
	public @Nullable Object decode(RawMessage message, int index, Type type) {
		return decode(reader(message, type), message, index);
	}

	/**
	 * Read one argument of an event with an attribute that the mapper's deserializers
	 * find in their context.
	 * @param key the name of the attribute
	 * @param attribute its value
	 * @param message the event
	 * @param index which argument, from 0
	 * @param type the type to decode it to
	 * @return the value, {@code null} if there is no such argument
	 * @throws tools.jackson.core.JacksonException if the argument is not of that type
	 */
	public @Nullable Object decodeWith(Object key, Object attribute, RawMessage message, int index, Type type) {
		return decode(reader(message, type).withAttribute(key, attribute), message, index);
	}

	/**
	 * Give a value that was decoded the type that it was decoded to.
	 * @param <T> the type
	 * @param type the type, which may be primitive
	 * @param value the value
	 * @return the value
	 */
	@SuppressWarnings("unchecked")
	public static <T> @Nullable T cast(Class<T> type, @Nullable Object value) {
		return (T) MethodType.methodType(type).wrap().returnType().cast(value);
	}

	private ObjectReader reader(RawMessage message, Type type) {
		return this.readers.computeIfAbsent(type, this::reader)
			.withAttributes(Map.of(Attachments.KEY, new Attachments(message.attachments()), RawJson.class,
					message.arguments()));
	}

	private static @Nullable Object decode(ObjectReader reader, RawMessage message, int index) {
		try (JsonParser json = reader.createParser(message.arguments())) {
			json.nextToken();
			JsonToken token = json.nextToken();
			for (int i = 0; i < index && token != JsonToken.END_ARRAY; i++) {
				json.skipChildren();
				token = json.nextToken();
			}
			return (token == JsonToken.END_ARRAY) ? null : reader.readValue(json);
		}
	}

	/**
	 * Why values of a type cannot be read from JSON; of a container, such as a list, why
	 * its elements cannot.
	 * @param type the type
	 * @return a message for developers, {@code null} if they can be read
	 */
	public @Nullable String whyUnreadable(Type type) {
		return new Readability(this.mapper).problem(this.mapper.constructType(type));
	}

	private ObjectReader reader(Type type) {
		return this.mapper.readerFor(this.mapper.constructType(type))
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Read a JSON value without binaries.
	 * @param json the value
	 * @param type what to read it as
	 * @return the value, {@code null} if the JSON is
	 * @throws tools.jackson.core.JacksonException if the JSON is not of that type
	 */
	public @Nullable Object decode(RawJson json, Type type) {
		return this.readers.computeIfAbsent(type, this::reader)
			.withAttributes(Map.of(Attachments.KEY, Attachments.empty(), RawJson.class, json.bytes()))
			.readValue(json.bytes());
	}

	/**
	 * Read a value from a slice of JSON.
	 * @param <T> the type to read
	 * @param json the bytes, UTF-8
	 * @param offset where the value begins
	 * @param length how many bytes it takes
	 * @param type the type to read
	 * @return the value, {@code null} if the JSON is
	 * @throws tools.jackson.core.JacksonException if the JSON is not of that type
	 */
	public <T> @Nullable T read(byte[] json, int offset, int length, Class<T> type) {
		return this.mapper.readValue(json, offset, length, type);
	}

	private static boolean isEmptyArray(byte[] json) {
		for (int i = 1; i < json.length; i++) {
			if (json[i] > ' ') {
				return json[i] == ']';
			}
		}
		return true;
	}

}
