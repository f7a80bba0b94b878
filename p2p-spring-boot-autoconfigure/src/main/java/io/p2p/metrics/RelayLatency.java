package io.p2p.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.p2p.relay.RelayObserver;

/**
 * The timer {@link P2pMeters#RELAY_LATENCY}: two looks at the clock for each event.
 *
 * @since 0.1.0
 */
public final class RelayLatency implements RelayObserver {

	private static final Duration SHORTEST = Duration.ofNanos(100_000);

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final Timer timer;

	/**
	 * Create a timer, with a histogram unless the registry's filters say otherwise.
	 * @param registry where it is registered
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
