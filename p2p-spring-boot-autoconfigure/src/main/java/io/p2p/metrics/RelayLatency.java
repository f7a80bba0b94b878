package io.p2p.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.p2p.relay.RelayObserver;

/**
 * The timer {@link P2pMeters#RELAY_LATENCY}, which reads the clock twice for each event.
 *
 * @since 0.1.0
 */
public final class RelayLatency implements RelayObserver {

	private static final Duration SHORTEST = Duration.ofNanos(100_000);

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final Timer timer;

	/**
	 * Create the timer, with a histogram unless a filter of the registry changes that.
	 * @param registry the registry of the timer
	 */
	public RelayLatency(MeterRegistry registry) {
		this.timer = Timer.builder(P2pMeters.RELAY_LATENCY.getName())
			.description(P2pMeters.RELAY_LATENCY.getDescription())
			.publishPercentileHistogram()
			.minimumExpectedValue(SHORTEST)
			.maximumExpectedValue(LONGEST)
			.register(registry);
	}

	@Override
	public Runnable taken() {
		long taken = System.nanoTime();
		return () -> this.timer.record(System.nanoTime() - taken, TimeUnit.NANOSECONDS);
	}

}
