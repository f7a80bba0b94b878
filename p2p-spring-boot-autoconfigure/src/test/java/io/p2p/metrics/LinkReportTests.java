package io.p2p.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients report of their links.
 */
class LinkReportTests {

	@Test
	void whenClientReportsALinkThenItsOutcomeAndTimeAreCounted() {
		try (MeteredServer own = MeteredServer.start()) {
			withTwo(own, "links", (greater, smaller) -> {
				assertThat(report(greater, "links", smaller.id(), true, 1_250.5)).isEmpty();
				assertThat(report(greater, "links", smaller.id(), false, 10_000)).isEmpty();
				assertThat(own.value(P2pMeters.UPGRADES, "outcome", "success")).isEqualTo(1);
				assertThat(own.value(P2pMeters.UPGRADES, "outcome", "failure")).isEqualTo(1);
				Timer time = own.registry().get(P2pMeters.UPGRADE_TIME.getName()).timer();
				assertThat(time.count()).isEqualTo(1);
				assertThat(time.totalTime(TimeUnit.MICROSECONDS)).isEqualTo(1_250_500);
			});
		}
	}

	@Test
	void whenReportOfALinkIsWrongThenItIsRefusedAndWhenItIsLateItIsWithoutEffect() {
		try (MeteredServer own = MeteredServer.start()) {
			withTwo(own, "wrong", (greater, smaller) -> {
				assertThat(report(greater, "wrong", smaller.id(), true, -1)).contains("bad-request");
				assertThat(report(greater, "wrong", smaller.id(), true, 600_001)).contains("bad-request");
				assertThat(report(greater, "wrong", smaller.id(), true, "NaN")).contains("bad-request");
				assertThat(report(greater, "wrong", smaller.id(), "perhaps", 5)).contains("bad-request");
				assertThat(report(greater, "wrong", List.of(), true, 5)).contains("bad-request");
				assertThat(greater.ask("p2p:link").getString("code")).isEqualTo("bad-request");
				assertThat(greater.ask("p2p:link", Map.of("to", smaller.id())).getString("code"))
					.isEqualTo("bad-request");
				assertThat(report(smaller, "wrong", greater.id(), true, 5)).contains("bad-request");
				assertThat(report(greater, "elsewhere", smaller.id(), true, 5)).isEmpty();
				assertThat(report(greater, "wrong", "!nobody", true, 5)).isEmpty();
				smaller.askAll("p2p:leave", Map.of("room", "wrong"));
				assertThat(report(greater, "wrong", smaller.id(), true, 5)).isEmpty();
				assertThat(own.value(P2pMeters.UPGRADES, "outcome", "success")).isZero();
				assertThat(own.value(P2pMeters.UPGRADES, "outcome", "failure")).isZero();
			});
		}
	}

	@Test
	void whenClientReportsMoreThanItMaySignalThenItIsRefused() {
		try (MeteredServer own = MeteredServer.start("p2p.limits.signals-per-second=5")) {
			withTwo(own, "flood", (greater, smaller) -> {
				for (int i = 0; i < 9; i++) {
					greater.emit("p2p:link", Map.of("room", "flood", "to", smaller.id(), "open", true, "ms", 5));
				}
				JSONObject error = (JSONObject) greater.awaitEvent("peer-error").get(0);
				assertThat(error.getString("code")).isEqualTo("rate-limited");
				assertThat(own.value(P2pMeters.UPGRADES, "outcome", "success")).isBetween(5.0, 8.0);
			});
		}
	}

	private static void withTwo(MeteredServer own, String room, Exchange exchange) {
		try (TestClient one = TestClient.library(own.server(), room);
				TestClient other = TestClient.library(own.server(), room)) {
			List<TestClient> sorted = List.of(one, other)
				.stream()
				.sorted(Comparator.comparing(TestClient::id).reversed())
				.toList();
			exchange.between(sorted.get(0), sorted.get(1));
		}
	}

	/**
	 * Report what became of a link.
	 * @return the error, empty for none
	 */
	private static String report(TestClient client, String room, Object to, Object open, Object ms) {
		Object[] answer = client.askAll("p2p:link", Map.of("room", room, "to", to, "open", open, "ms", ms));
		return (answer.length > 0) ? answer[0].toString() : "";
	}

	private interface Exchange {

		void between(TestClient greater, TestClient smaller);

	}

}
