package io.p2p.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.p2p.cluster.ClusterObserver;

/**
 * The meters {@code p2p.cluster.*} of {@link P2pMeters}.
 *
 * @since 0.1.0
 */
public final class ClusterMeters implements ClusterObserver {

	private static final Duration SHORTEST = Duration.ofNanos(100_000);

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final Timer append;

	private final DistributionSummary batch;

	private final Timer lag;

	private final Counter gaps;

	private final Counter losses;

	private final Counter takeovers;

	/**
	 * Create the meters, the timers with a histogram unless a filter of the registry
	 * changes that.
	 * @param registry the registry of the meters
	 */
	public ClusterMeters(MeterRegistry registry) {
		this.append = timer(registry, P2pMeters.CLUSTER_APPEND);
		this.batch = DistributionSummary.builder(P2pMeters.CLUSTER_BATCH.getName())
			.description(P2pMeters.CLUSTER_BATCH.getDescription())
			.register(registry);
		this.lag = timer(registry, P2pMeters.CLUSTER_LAG);
		this.gaps = counter(registry, P2pMeters.CLUSTER_GAPS);
		this.losses = counter(registry, P2pMeters.CLUSTER_LOSSES);
		this.takeovers = counter(registry, P2pMeters.CLUSTER_TAKEOVERS);
	}

	@Override
	public void appended(int entries, Duration time) {
		this.append.record(time);
		this.batch.record(entries);
	}

	@Override
	public void received(Duration lag) {
		this.lag.record(lag);
	}

	@Override
	public void gapFilled() {
		this.gaps.increment();
	}

	@Override
	public void logLost() {
		this.losses.increment();
	}

	@Override
	public void takenOver() {
		this.takeovers.increment();
	}

	private static Timer timer(MeterRegistry registry, P2pMeters meter) {
		return Timer.builder(meter.getName())
			.description(meter.getDescription())
			.publishPercentileHistogram()
			.minimumExpectedValue(SHORTEST)
			.maximumExpectedValue(LONGEST)
			.register(registry);
	}

	private static Counter counter(MeterRegistry registry, P2pMeters meter) {
		return Counter.builder(meter.getName()).description(meter.getDescription()).register(registry);
	}

}
