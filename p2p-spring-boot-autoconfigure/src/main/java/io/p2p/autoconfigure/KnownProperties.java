package io.p2p.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names of properties, from Spring Boot's configuration metadata.
 */
final class KnownProperties {

	static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private KnownProperties() {
	}

	static Set<String> under(String prefix) {
		Set<String> names = new TreeSet<>();
		try {
			for (URL file : Collections.list(KnownProperties.class.getClassLoader().getResources(METADATA))) {
				try (InputStream in = file.openStream()) {
					for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
						names.add(property.path("name").asString(""));
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		names.removeIf((name) -> !name.startsWith(prefix));
		return names;
	}

	/**
	 * The Levenshtein distance of two words.
	 */
	static int distance(String one, String other) {
		int[] row = new int[other.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int replaced = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[other.length()];
	}

}
