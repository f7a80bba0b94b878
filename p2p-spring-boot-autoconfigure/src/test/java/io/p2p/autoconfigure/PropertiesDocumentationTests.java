package io.p2p.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The generated metadata, which editors show, and the table in the README say the same.
 */
class PropertiesDocumentationTests {

	private static final Pattern ROW = Pattern.compile(
			"^\\| `((?:management\\.endpoint\\.)?p2p\\.[\\w.-]+)` \\| (?:`(.*?)`)? ?\\| (.+)\\. \\|$",
			Pattern.MULTILINE);

	@Test
	void everyPropertyIsDescribedInTheReadmeAsInTheMetadata() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(Files.readString(Path.of("../README.md")));
		while (rows.find()) {
			documented.put(rows.group(1),
					(rows.group(2) != null) ? rows.group(2) + ": " + rows.group(3) : rows.group(3));
		}
		assertThat(documented).isEqualTo(metadata()).hasSizeGreaterThan(10);
	}

	@Test
	void everyGroupAndPropertyIsDescribedAndTyped() throws IOException {
		JsonNode metadata = read();
		for (String kind : List.of("groups", "properties")) {
			for (JsonNode item : metadata.get(kind)) {
				assertThat(item.path("type").asString("")).as(item.toString()).isNotBlank();
				// Boot says nothing of the group of an endpoint
				if (item.path("name").asString("").startsWith("p2p")) {
					assertThat(item.path("description").asString("")).as(item.toString()).isNotBlank();
				}
			}
		}
	}

	@Test
	void everyHintIsOfAPropertyThatExists() throws IOException {
		JsonNode hints = read().get("hints");
		assertThat(hints).isNotEmpty();
		for (JsonNode hint : hints) {
			assertThat(metadata()).containsKey(hint.get("name").asString());
			for (JsonNode value : hint.path("values")) {
				assertThat(value.path("description").asString("")).as(hint.toString()).endsWith(".");
			}
		}
	}

	private static JsonNode read() throws IOException {
		try (InputStream in = P2pProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(in);
		}
	}

	private static Map<String, String> metadata() throws IOException {
		Map<String, String> properties = new TreeMap<>();
		for (JsonNode property : read().get("properties")) {
			String description = StringUtils.capitalize(property.path("description").asString("no description"));
			// Boot's own, of an endpoint, is a sentence
			description = StringUtils.trimTrailingCharacter(description, '.');
			JsonNode value = property.path("defaultValue");
			properties.put(property.get("name").asString(),
					value.isValueNode() ? value.asString() + ": " + description : description);
		}
		return properties;
	}

}
