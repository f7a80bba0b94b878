package io.p2p.client.file;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The files and streams that are found in an event when its arguments are written.
 *
 * @since 0.1.0
 */
public final class Sources {

	/** What the mapper's serializers find it by. */
	public static final Object KEY = Sources.class;

	private final List<Source> all = new ArrayList<>();

	private final LongSupplier nextId;

	/**
	 * Create it, empty.
	 * @param nextId numbers them
	 */
	public Sources(LongSupplier nextId) {
		this.nextId = nextId;
	}

	int add(Path path) {
		this.all.add(Source.of(this.nextId.getAsLong(), path));
		return this.all.size() - 1;
	}

	int add(InputStream stream) {
		this.all.add(Source.of(this.nextId.getAsLong(), stream));
		return this.all.size() - 1;
	}

	/**
	 * Those that were found.
	 * @return the files and streams, in the order of their marks
	 */
	public List<Source> all() {
		return List.copyOf(this.all);
	}

	/**
	 * Describe them behind the arguments of their event.
	 * @param content a JSON array that is not empty
	 * @return the array with one more element, or the same if there are none
	 */
	public byte[] describe(byte[] content) {
		if (this.all.isEmpty()) {
			return content;
		}
		ArrayNode descriptions = JsonNodeFactory.instance.arrayNode();
		this.all.forEach((source) -> descriptions.add(source.describe()));
		byte[] more = (",{\"_p2p\":" + descriptions + "}]").getBytes(StandardCharsets.UTF_8);
		byte[] whole = new byte[content.length - 1 + more.length];
		System.arraycopy(content, 0, whole, 0, content.length - 1);
		System.arraycopy(more, 0, whole, content.length - 1, more.length);
		return whole;
	}

}
