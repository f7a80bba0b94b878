package io.p2p.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.p2p.benchmarks.ClusterWorkload;
import io.p2p.benchmarks.Figures;
import io.p2p.benchmarks.Machine;
import io.p2p.benchmarks.Pace;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterReportTests {

	private static final ClusterContestant CLUSTER = ClusterContestant.compared(Kind.CLUSTER);

	private static final ClusterContestant NODE = ClusterContestant.compared(Kind.REDIS_ADAPTER);

	private final Figures figures = new Figures();

	private final ClusterReport report = new ClusterReport(this.figures, Machine.here(), Pace.QUICK);

	@TempDir
	private Path folder;

	private void put(ClusterContestant contestant, ClusterWorkload workload, String metric, double value) {
		this.figures.put(workload.id(), contestant, metric, value);
	}

	@Test
	void aRowShowsServersAndRedisTogetherAndApart() {
		put(CLUSTER, ClusterWorkload.SMALL_ROOMS, "deliveries", 300_000);
		put(CLUSTER, ClusterWorkload.SMALL_ROOMS, "deliveries servers", 400_000);
		put(CLUSTER, ClusterWorkload.SMALL_ROOMS, "deliveries redis", 0.5);
		// an event is three deliveries
		assertThat(this.report.section()).contains("| this starter, 2 servers | 300,000 | 400,000 | 1.50 |");
	}

	@Test
	void twoServersAreComparedWithNodesAndWithOneProcess() {
		put(CLUSTER, ClusterWorkload.FAN_OUT, "200 B", 3_000_000);
		put(NODE, ClusterWorkload.FAN_OUT, "200 B", 100_000);
		put(ClusterContestant.ALONE, ClusterWorkload.FAN_OUT, "200 B", 7_500_000);
		assertThat(this.report.targetRows()).containsExactly(
				"| Deliveries per CPU second, room of 100, 200 B | at least 15.00 × socket.io, redis-adapter, 2 servers | 30.0 × | yes |",
				"| Deliveries per CPU second, room of 100, 200 B | at least 0.50 × this starter, no cluster | 0.40 × | no |");
	}

	@Test
	void aTargetIsNotReachedWhereTwoServersFail() {
		put(CLUSTER, ClusterWorkload.LATENCY, "p99.0", 1);
		put(NODE, ClusterWorkload.LATENCY, "p99.0", 2);
		this.figures.fail(ClusterWorkload.LATENCY.id(), CLUSTER, "", "lost 1 of 2 deliveries");
		assertThat(this.report.targetRows()).containsExactly(
				"| Latency from server to server, p99 | at most 0.60 × socket.io, redis-adapter, 2 servers | 0.50 × | no: it fails |");
		assertThat(this.report.section()).contains("- this starter, 2 servers, latency: lost 1 of 2 deliveries");
	}

	@Test
	void otherSectionsOfThePageStay() throws IOException {
		Path page = this.folder.resolve("benchmarks.md");
		Files.writeString(page, "# Benchmarks\n\n## Several servers\n\nold\n\n## Links between browsers\n\nlinks\n");
		put(CLUSTER, ClusterWorkload.FAN_OUT, "200 B", 1_000_000);
		this.report.write(this.folder);
		assertThat(page).content()
			.startsWith("# Benchmarks\n\n## Several servers\n\nMeasured ")
			.endsWith("\n\n## Links between browsers\n\nlinks\n")
			.doesNotContain("old");
		assertThat(this.folder.resolve("benchmarks-cluster.svg")).content().contains("by number of servers");
	}

}
