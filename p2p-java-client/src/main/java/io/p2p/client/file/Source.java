package io.p2p.client.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file or a stream in an event that is sent.
 *
 * @since 0.1.0
 */
public final class Source {

	private final long id;

	private final @Nullable Path path;

	private final @Nullable InputStream stream;

	private final long size;

	private final AtomicBoolean begun = new AtomicBoolean();

	private Source(long id, @Nullable Path path, @Nullable InputStream stream, long size) {
		this.id = id;
		this.path = path;
		this.stream = stream;
		this.size = size;
	}

	static Source of(long id, Path path) {
		try {
			if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
				throw new IllegalArgumentException("'" + path + "' is no file that can be read");
			}
			return new Source(id, path, null, Files.size(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Source of(long id, InputStream stream) {
		return new Source(id, null, stream, -1);
	}

	long id() {
		return this.id;
	}

	@Nullable Path path() {
		return this.path;
	}

	@Nullable InputStream stream() {
		return this.stream;
	}

	/**
	 * Begin to read it, which a stream can be once.
	 * @return {@code false} if it is a stream that has been begun before
	 */
	boolean begin() {
		return this.stream == null || this.begun.compareAndSet(false, true);
	}

	/**
	 * The bytes in all, -1 for a stream.
	 */
	long size() {
		return this.size;
	}

	/**
	 * What the event says of it.
	 */
	ObjectNode describe() {
		ObjectNode description = JsonNodeFactory.instance.objectNode().put("id", this.id);
		if (this.path == null) {
			return description.put("kind", "stream");
		}
		try {
			String type = Files.probeContentType(this.path);
			return description.put("kind", "file")
				.put("size", this.size)
				.put("type", (type != null) ? type : "")
				.put("name", String.valueOf(this.path.getFileName()))
				.put("lastModified", Files.getLastModifiedTime(this.path).toMillis());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
