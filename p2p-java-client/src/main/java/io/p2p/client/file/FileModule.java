package io.p2p.client.file;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes {@link Path} and {@link InputStream} as marks in the place of what goes by
 * itself, and reads {@link PeerFile} and {@code InputStream} from them.
 *
 * @since 0.1.0
 */
public final class FileModule extends SimpleModule {

	private static final long serialVersionUID = 1L;

	private static final String MARK = "_p2p";

	/**
	 * Create a module.
	 */
	public FileModule() {
		addSerializer(new PathSerializer());
		addSerializer(new StreamSerializer());
		addDeserializer(PeerFile.class, new FileDeserializer());
		addDeserializer(InputStream.class, new StreamDeserializer());
	}

	private static Sources sources(SerializationContext context, Object value) {
		if (context.getAttribute(Sources.KEY) instanceof Sources sources) {
			return sources;
		}
		return context.reportBadDefinition(value.getClass(), "A file or a stream can only be sent in an event");
	}

	private static void mark(JsonGenerator json, int index) {
		json.writeStartObject();
		json.writeNumberProperty(MARK, index);
		json.writeEndObject();
	}

	private static PeerFile file(StdDeserializer<?> reader, JsonParser json, DeserializationContext context) {
		int index = context.readTree(json).path(MARK).asInt(-1);
		List<?> files = (context.getAttribute(PeerFile.class) instanceof List<?> known) ? known : List.of();
		if (index < 0 || index >= files.size()) {
			return context.reportInputMismatch(reader, "Expected a file or a stream");
		}
		return ((PeerFile) files.get(index)).taken();
	}

	private static final class PathSerializer extends StdSerializer<Path> {

		PathSerializer() {
			super(Path.class);
		}

		@Override
		public void serialize(Path value, JsonGenerator json, SerializationContext context) {
			mark(json, sources(context, value).add(value));
		}

	}

	private static final class StreamSerializer extends StdSerializer<InputStream> {

		StreamSerializer() {
			super(InputStream.class);
		}

		@Override
		public void serialize(InputStream value, JsonGenerator json, SerializationContext context) {
			mark(json, sources(context, value).add(value));
		}

	}

	private static final class FileDeserializer extends StdDeserializer<PeerFile> {

		FileDeserializer() {
			super(PeerFile.class);
		}

		@Override
		public PeerFile deserialize(JsonParser json, DeserializationContext context) {
			return file(this, json, context);
		}

	}

	private static final class StreamDeserializer extends StdDeserializer<InputStream> {

		StreamDeserializer() {
			super(InputStream.class);
		}

		@Override
		public InputStream deserialize(JsonParser json, DeserializationContext context) {
			return file(this, json, context).open();
		}

	}

}
