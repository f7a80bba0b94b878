package io.p2p.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Something to do to each server, freshly started.
 */
interface Workload {

	/**
	 * The name on the command line.
	 */
	String id();

	/**
	 * Who takes part.
	 */
	default Set<Contestant> contestants() {
		return EnumSet.allOf(Contestant.class);
	}

	/**
	 * Whether {@code --quick} does it when it is not asked for by name.
	 */
	default boolean isQuick() {
		return false;
	}

	/**
	 * Measure.
	 * @throws BenchException if the server fails
	 */
	void run(Run run);

	/**
	 * All there are, in the order of the report.
	 */
	static List<Workload> all() {
		return List.of(new FanOut(10), new FanOut(100), new FanOut(1000), new Signalling(), new Idle(), new Storm(),
				new Fill(), new Crowd(), new Direct(), new Multitude(), new LongPolling(), new Latency(),
				new RoomSizes());
	}

}
