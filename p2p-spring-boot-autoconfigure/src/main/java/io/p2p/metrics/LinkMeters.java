package io.p2p.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.p2p.signaling.LinkObserver;

/**
 * The meters {@link P2pMeters#UPGRADES} and {@link P2pMeters#UPGRADE_TIME}.
 *
 * @since 0.1.0
 */
public final class LinkMeters implements LinkObserver {

	private static final Duration SHORTEST = Duration.ofMillis(10);

	private static final Duration LONGEST = Duration.ofMinutes(1);

	private final Counter success;

	private final Counter failure;

	private final Timer time;

	/**
	 * Create the meters, the timer with a histogram unless a filter of the registry
	 * changes that.
	 * @param registry the registry of the meters
	 */
	public LinkMeters(MeterRegistry registry) {
		this.success = counter(registry, "success");
		this.failure = counter(registry, "failure");
		this.time = Timer.builder(P2pMeters.UPGRADE_TIME.getName())
			.description(P2pMeters.UPGRADE_TIME.getDescription())
			.publishPercentileHistogram()
			.minimumExpectedValue(SHORTEST)
			.maximumExpectedValue(LONGEST)
			.register(registry);
	}

	@Override
	public void reported(boolean opened, Duration time) {
		if (opened) {
			this.success.increment();
			this.time.record(time);
		}
		else {
			this.failure.increment();
		}
	}

	private static Counter counter(MeterRegistry registry, String outcome) {
		return Counter.builder(P2pMeters.UPGRADES.getName())
			.tag(P2pTag.OUTCOME.asString(), outcome)
			.description(P2pMeters.UPGRADES.getDescription())
			.register(registry);
	}

}
