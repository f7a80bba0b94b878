package io.p2p.benchmarks.cluster;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.benchmarks.ClusterWorkload;
import io.p2p.benchmarks.Entrant;
import io.p2p.benchmarks.Figures;

/**
 * What this project's two servers are to reach.
 *
 * @param title what it is about
 * @param workload where it is measured
 * @param metric its figure there
 * @param beside whose figure it is compared with
 * @param atLeast whether more is better
 * @param bound how many times the other's
 */
record ClusterTarget(String title, ClusterWorkload workload, String metric, ClusterContestant beside, boolean atLeast,
		double bound) {

	private static final String FAN_OUT = "Deliveries per CPU second, room of 100, 200 B";

	private static final double TIMES_NODE = 15;

	private static final double TIMES_ALONE = 0.5;

	private static final double LATENCY = 0.6;

	private static final double REDIS = 0.5;

	static final List<ClusterTarget> ALL = List.of(
			new ClusterTarget(FAN_OUT, ClusterWorkload.FAN_OUT, "200 B", ClusterContestant.compared(Kind.REDIS_ADAPTER),
					true, TIMES_NODE),
			new ClusterTarget(FAN_OUT, ClusterWorkload.FAN_OUT, "200 B",
					ClusterContestant.compared(Kind.STREAMS_ADAPTER), true, TIMES_NODE),
			new ClusterTarget(FAN_OUT, ClusterWorkload.FAN_OUT, "200 B", ClusterContestant.ALONE, true, TIMES_ALONE),
			new ClusterTarget(FAN_OUT + ", library peers", ClusterWorkload.FAN_OUT_LIBRARY, "200 B",
					ClusterContestant.ALONE, true, TIMES_ALONE),
			new ClusterTarget("Latency from server to server, p99", ClusterWorkload.LATENCY, "p99.0",
					ClusterContestant.compared(Kind.REDIS_ADAPTER), false, LATENCY),
			new ClusterTarget("CPU time of Redis for each event, many rooms of four", ClusterWorkload.SMALL_ROOMS,
					"deliveries redis", ClusterContestant.compared(Kind.STREAMS_ADAPTER), false, REDIS));

	String text() {
		return String.format("at %s %.2f × %s", this.atLeast ? "least" : "most", this.bound, this.beside.title());
	}

	/**
	 * Its figure as a part of the other's, {@code NaN} if one is missing.
	 */
	double ratio(Figures figures) {
		return value(figures, ClusterContestant.compared(Kind.CLUSTER)) / value(figures, this.beside);
	}

	boolean fails(Figures figures) {
		return figures.failure(this.workload.id(), ClusterContestant.compared(Kind.CLUSTER), this.metric) != null;
	}

	boolean isReached(double ratio) {
		return this.atLeast ? ratio >= this.bound : ratio <= this.bound;
	}

	private double value(Figures figures, Entrant contestant) {
		@Nullable Double value = figures.get(this.workload.id(), contestant, this.metric);
		return (value != null) ? value : Double.NaN;
	}

}
