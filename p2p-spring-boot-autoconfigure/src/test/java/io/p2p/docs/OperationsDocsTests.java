package io.p2p.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.yaml.snakeyaml.Yaml;

import io.p2p.autoconfigure.actuate.P2pEndpointProperties;
import io.p2p.support.ManagedApplication;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/operations.md} shows, tried.
 */
class OperationsDocsTests {

	private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

	@Test
	void theSettingsAreTaken() {
		try (ManagedApplication application = ManagedApplication.start("management.server.port=0",
				"spring.config.location=classpath:docs/operations.yml")) {
			assertThat(application.bean(P2pEndpointProperties.class).roles()).containsExactly("OPERATOR");
			assertThat(application.bean(Environment.class).getProperty("spring.lifecycle.timeout-per-shutdown-phase"))
				.isEqualTo("20s");
			assertThat(application.status("p2p")).isEqualTo(200);
			assertThat(application.status("health/readiness")).isEqualTo(200);
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void theProbesAskForWhatIsThere() throws IOException {
		Map<String, Map<String, Object>> pod;
		try (InputStream in = getClass().getResourceAsStream("/docs/kubernetes.yml")) {
			pod = new Yaml().load(in);
		}
		Map<String, Map<String, Map<String, Object>>> container = ((List<Map<String, Map<String, Map<String, Object>>>>) pod
			.get("spec")
			.get("containers")).get(0);
		try (ManagedApplication application = ManagedApplication.start()) {
			for (String probe : List.of("livenessProbe", "readinessProbe")) {
				String path = (String) container.get(probe).get("httpGet").get("path");
				assertThat(path).startsWith("/actuator/");
				assertThat(application.status(path.substring("/actuator/".length()))).isEqualTo(200);
			}
		}
	}

	@Test
	void theAnswersHaveTheMembersThatAreShown() throws IOException {
		Matcher shown = JSON.matcher(Files.readString(Path.of("../docs/operations.md")));
		try (ManagedApplication application = ManagedApplication.start("management.endpoint.p2p.show-values=always",
				"management.endpoints.web.exposure.include=p2p");
				TestClient ada = TestClient.library(application.server());
				TestClient grace = TestClient.library(application.server());
				TestClient plain = TestClient.plain(application.server())) {
			ada.ask("p2p:join", Map.of("room", "kitchen", "webrtc", true, "data", Map.of("name", "Ada")));
			grace.ask("p2p:join", Map.of("room", "kitchen", "webrtc", true, "data", Map.of("name", "Grace")));
			assertThat(shown.find()).isTrue();
			assertThat(new JSONObject(application.get("p2p").getBody()).toMap())
				.isEqualTo(new JSONObject(shown.group(1)).toMap());
			assertThat(shown.find()).isTrue();
			assertThat(members(new JSONObject(application.get("p2p?room=kitchen").getBody())))
				.isEqualTo(members(new JSONObject(shown.group(1))));
			assertThat(plain.socket().connected()).isTrue();
		}
	}

	private static Set<String> members(JSONObject object) {
		Set<String> names = new TreeSet<>();
		for (String name : object.keySet()) {
			names.add(name);
			Object value = (object.get(name) instanceof JSONArray array) ? array.get(0) : object.get(name);
			if (value instanceof JSONObject inner) {
				members(inner).forEach((member) -> names.add(name + "." + member));
			}
		}
		return names;
	}

}
