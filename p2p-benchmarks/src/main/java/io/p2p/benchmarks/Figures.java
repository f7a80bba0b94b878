package io.p2p.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was measured, and what failed.
 *
 * @since 0.1.0
 */
public final class Figures {

	private final Map<Key, Double> values = new LinkedHashMap<>();

	private final Map<Key, String> failures = new LinkedHashMap<>();

	/**
	 * Create figures that are yet to come.
	 */
	public Figures() {
	}

	/**
	 * Say what was measured.
	 * @param workload the workload
	 * @param contestant whose figure it is
	 * @param metric what it is of
	 * @param value the figure
	 */
	public void put(String workload, Entrant contestant, String metric, double value) {
		this.values.put(new Key(workload, contestant, metric), value);
	}

	/**
	 * Say that something could not be measured.
	 * @param workload the workload
	 * @param contestant who failed
	 * @param metric what it failed in, empty where it is all of the workload
	 * @param reason why
	 */
	public void fail(String workload, Entrant contestant, String metric, String reason) {
		this.failures.put(new Key(workload, contestant, metric), reason);
	}

	/**
	 * Give a figure.
	 * @param workload the workload
	 * @param contestant whose it is
	 * @param metric what it is of
	 * @return the figure, or {@code null} if there is none
	 */
	public @Nullable Double get(String workload, Entrant contestant, String metric) {
		return this.values.get(new Key(workload, contestant, metric));
	}

	/**
	 * Say why there is no such figure.
	 * @param workload the workload
	 * @param contestant whose it would be
	 * @param metric what it would be of
	 * @return the reason, or {@code null} if nothing failed
	 */
	public @Nullable String failure(String workload, Entrant contestant, String metric) {
		String whole = this.failures.get(new Key(workload, contestant, ""));
		return (whole != null) ? whole : this.failures.get(new Key(workload, contestant, metric));
	}

	/**
	 * Whether there is anything of a workload.
	 * @param workload the workload
	 * @return whether it was tried
	 */
	public boolean has(String workload) {
		return this.values.keySet().stream().anyMatch((key) -> key.workload().equals(workload))
				|| this.failures.keySet().stream().anyMatch((key) -> key.workload().equals(workload));
	}

	/**
	 * All that failed.
	 * @return the reasons
	 */
	public Map<Key, String> failures() {
		return this.failures;
	}

	/**
	 * What a figure is of.
	 *
	 * @param workload the workload
	 * @param contestant whose it is
	 * @param metric empty where it is all of the workload
	 */
	public record Key(String workload, Entrant contestant, String metric) {

	}

}
