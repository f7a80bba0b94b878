package io.p2p.sample.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code compose.yaml} and the balancer's file say what Spring Boot and haproxy
 * understand. No engine is needed, and none is asked.
 */
class ComposeTests {

	private final Compose compose = new Compose();

	@Test
	void everyVariableIsAPropertyWithAValueOfItsType() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(this.compose.services()).contains("chat", "node");
		for (String service : this.compose.services()) {
			Map<String, String> environment = this.compose.environment(service);
			Binder binder = binder(environment);
			for (String variable : environment.keySet()) {
				JsonNode property = properties.get(variable);
				assertThat(property).as("the property of %s in %s", variable, service).isNotNull();
				String type = property.get("type").asString().replaceAll("<.*", "");
				assertThat(
						binder.bind(property.get("name").asString(), ClassUtils.resolveClassName(type, null)).isBound())
					.as(variable)
					.isTrue();
			}
		}
	}

	private static Binder binder(Map<String, String> environment) {
		return new Binder(ConfigurationPropertySources
			.from(new SystemEnvironmentPropertySource("systemEnvironment", Collections.unmodifiableMap(environment))));
	}

	// by the names that they have in the environment
	private static Map<String, JsonNode> properties() throws IOException {
		Map<String, JsonNode> properties = new HashMap<>();
		List<URL> files = Collections
			.list(ComposeTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
		for (URL file : files) {
			try (InputStream json = file.openStream()) {
				for (JsonNode property : new JsonMapper().readTree(json).get("properties")) {
					String name = property.get("name").asString();
					properties.put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), property);
				}
			}
		}
		return properties;
	}

	@Test
	void thereIsTimeToStopInPeace() {
		for (String service : List.of("chat", "node")) {
			Duration phase = DurationStyle
				.detectAndParse(this.compose.environment(service).get("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"));
			Duration grace = DurationStyle.detectAndParse((String) this.compose.get(service, "stop_grace_period"));
			// the P2P server, then the web server
			assertThat(grace).isGreaterThan(phase.multipliedBy(2));
		}
	}

	@Test
	void theBalancerGoesToTheNodes() throws IOException {
		assertThat(Files.readString(Path.of("haproxy.cfg"))).contains(" node:8080\n").contains("bind :8080\n");
		assertThat(Files.readString(Path.of("Dockerfile"))).contains("\nEXPOSE 8080\n");
		assertThat((List<?>) this.compose.get("balancer", "ports")).isEqualTo(List.of("8081:8080"));
		assertThat((List<?>) this.compose.get("chat", "ports")).isEqualTo(List.of("8080:8080"));
	}

	@Test
	void haproxyTakesItsFile() throws Exception {
		Process check = new ProcessBuilder(Haproxy.program(), "-c", "-f", "haproxy.cfg").redirectErrorStream(true)
			.start();
		String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(check.waitFor()).as(said).isZero();
		assertThat(said).doesNotContain("WARNING");
	}

}
