package io.p2p.sample.chat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * What {@code compose.yaml} says.
 */
final class Compose {

	private final Map<String, Map<String, Map<String, Object>>> file;

	Compose() {
		try (Reader reader = Files.newBufferedReader(Path.of("compose.yaml"))) {
			this.file = new Yaml().load(reader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Set<String> services() {
		return this.file.get("services").keySet();
	}

	@Nullable Object get(String service, String key) {
		return this.file.get("services").get(service).get(key);
	}

	@SuppressWarnings("unchecked")
	Map<String, String> environment(String service) {
		Object environment = get(service, "environment");
		return (environment != null) ? (Map<String, String>) environment : Map.of();
	}

}
