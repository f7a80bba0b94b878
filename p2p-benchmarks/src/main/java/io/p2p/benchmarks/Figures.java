package io.p2p.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was measured, and what failed.
 */
final class Figures {

	private final Map<Key, Double> values = new LinkedHashMap<>();

	private final Map<Key, String> failures = new LinkedHashMap<>();

	void put(String workload, Contestant contestant, String metric, double value) {
		this.values.put(new Key(workload, contestant, metric), value);
	}

	void fail(String workload, Contestant contestant, String metric, String reason) {
		this.failures.put(new Key(workload, contestant, metric), reason);
	}

	@Nullable Double get(String workload, Contestant contestant, String metric) {
		return this.values.get(new Key(workload, contestant, metric));
	}

	/**
	 * Why there is no such figure.
	 */
	@Nullable String failure(String workload, Contestant contestant, String metric) {
		String whole = this.failures.get(new Key(workload, contestant, ""));
		return (whole != null) ? whole : this.failures.get(new Key(workload, contestant, metric));
	}

	boolean has(String workload) {
		return this.values.keySet().stream().anyMatch((key) -> key.workload().equals(workload))
				|| this.failures.keySet().stream().anyMatch((key) -> key.workload().equals(workload));
	}

	Map<Key, String> failures() {
		return this.failures;
	}

	/**
	 * What a figure is of.
	 *
	 * @param metric empty where it is all of the workload
	 */
	record Key(String workload, Contestant contestant, String metric) {

	}

}
