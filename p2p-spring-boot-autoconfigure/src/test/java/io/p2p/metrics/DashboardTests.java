package io.p2p.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.cluster.ClusterFixture;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The meters, the dashboard and the table in the documentation say the same.
 */
class DashboardTests {

	/**
	 * Meters that the dashboard does without, with the reason.
	 */
	private static final Map<P2pMeters, String> LEFT_OUT = Map.of();

	private static final Pattern SAMPLE = Pattern.compile("^(p2p_\\w+)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	private static final Pattern SELECTOR = Pattern.compile("(p2p_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern ROW = Pattern.compile("^\\| `([\\w.]+)` \\| ([\\w ]+) \\| (.*?) ?\\| (.+)\\. \\|$",
			Pattern.MULTILINE);

	// the names of samples, with the labels and their values
	private static final Map<String, Map<String, Set<String>>> SAMPLES = new TreeMap<>();

	private static ClusterFixture cluster;

	private static MeteredServer metered;

	@BeforeAll
	static void scrapeAfterTraffic() {
		cluster = new ClusterFixture();
		metered = new MeteredServer(cluster.start(MeteredServer.Meters.class, Handlers.class));
		try (TestClient alice = TestClient.library(metered.server(), "");
				TestClient bob = TestClient.library(metered.server(), "")) {
			alice.askAll("p2p:msg", Map.of(), "handled", "x");
			bob.awaitEvent("p2p:msg");
			PrometheusMeterRegistry registry = metered.server().bean(PrometheusMeterRegistry.class);
			await().until(() -> registry.scrape().contains("p2p_handler_seconds_count"));
			Matcher samples = SAMPLE.matcher(registry.scrape());
			while (samples.find()) {
				Map<String, Set<String>> labels = SAMPLES.computeIfAbsent(samples.group(1), (name) -> new HashMap<>());
				Matcher label = LABEL.matcher((samples.group(2) != null) ? samples.group(2) : "");
				while (label.find()) {
					labels.computeIfAbsent(label.group(1), (name) -> new TreeSet<>()).add(label.group(2));
				}
			}
		}
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void everyExpressionOfTheDashboardNamesSamplesLabelsAndValuesThatThereAre() throws IOException {
		assertThat(expressions()).hasSizeGreaterThan(20).allSatisfy((expression) -> {
			Matcher selector = SELECTOR.matcher(expression);
			boolean any = false;
			while (selector.find()) {
				any = true;
				Map<String, Set<String>> labels = SAMPLES.get(selector.group(1));
				assertThat(labels).as(selector.group(1)).isNotNull();
				Matcher label = LABEL.matcher((selector.group(2) != null) ? selector.group(2) : "");
				while (label.find()) {
					assertThat(labels).containsKey(label.group(1));
					assertThat(labels.get(label.group(1))).contains(label.group(2));
				}
				Matcher by = BY.matcher(expression);
				while (by.find()) {
					assertThat(labels.keySet()).contains(by.group(1).split(", "));
				}
			}
			assertThat(any).isTrue();
		});
	}

	@Test
	void everyMeterIsOnTheDashboardOrLeftOutForAReason() throws IOException {
		Set<String> shown = new TreeSet<>();
		for (String expression : expressions()) {
			SELECTOR.matcher(expression).results().forEach((result) -> shown.add(result.group(1)));
		}
		for (P2pMeters meter : P2pMeters.values()) {
			UnaryOperator<String> prometheus = (name) -> name.replace('.', '_');
			String suffixes = switch (meter.getType()) {
				case COUNTER -> "_total";
				case TIMER -> "_seconds_(count|sum|bucket|max)";
				case LONG_TASK_TIMER -> "_seconds_(count|sum)";
				case DISTRIBUTION_SUMMARY -> "_(count|sum|max)";
				default -> "";
			};
			Pattern sample = Pattern.compile(prometheus.apply(meter.getName()) + suffixes);
			assertThat(shown.stream().anyMatch((name) -> sample.matcher(name).matches())).as(meter.getName())
				.isEqualTo(!LEFT_OUT.containsKey(meter));
		}
	}

	@Test
	void everyMeterIsRegisteredAsItIsDocumentedAndNoOther() {
		Map<String, String> registered = new TreeMap<>();
		for (Meter meter : metered.registry().getMeters()) {
			if (meter.getId().getName().startsWith("p2p.")) {
				Set<String> tags = new TreeSet<>(meter.getId().getTags().stream().map((tag) -> tag.getKey()).toList());
				registered.put(meter.getId().getName(), meter.getId().getType() + " " + tags);
			}
		}
		Map<String, String> documented = new TreeMap<>();
		for (P2pMeters meter : P2pMeters.values()) {
			Set<String> tags = new TreeSet<>(Arrays.stream(meter.getKeyNames()).map((tag) -> tag.asString()).toList());
			documented.put(meter.getName(), meter.getType() + " " + tags);
		}
		assertThat(registered).isEqualTo(documented);
	}

	@Test
	void theTableInTheDocumentationSaysWhatTheEnumSays() throws IOException {
		List<List<String>> rows = new ArrayList<>();
		Matcher row = ROW.matcher(Files.readString(Path.of("../docs/metrics.md")));
		while (row.find()) {
			rows.add(List.of(row.group(1), row.group(2), row.group(3), row.group(4)));
		}
		assertThat(rows).isEqualTo(Stream.of(P2pMeters.values()).map(DashboardTests::row).toList());
	}

	private static List<String> row(P2pMeters meter) {
		String type = meter.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
		String unit = (meter.getBaseUnit() != null) ? " of " + meter.getBaseUnit() : "";
		String tags = String.join(", ",
				Arrays.stream(meter.getKeyNames()).map((tag) -> "`" + tag.asString() + "`").toList());
		return List.of(meter.getName(), type + unit, tags, meter.getDescription());
	}

	private static List<String> expressions() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(Path.of("../docs/grafana-dashboard.json")));
		List<String> expressions = new ArrayList<>();
		for (JsonNode panel : dashboard.get("panels")) {
			for (JsonNode target : panel.path("targets")) {
				expressions.add(target.get("expr").asString());
			}
		}
		for (JsonNode variable : dashboard.get("templating").get("list")) {
			if (variable.has("definition")) {
				expressions.add(variable.get("definition").asString());
			}
		}
		return expressions;
	}

	static class Handlers {

		@PeerMessageHandler("handled")
		void handled() {
		}

	}

}
