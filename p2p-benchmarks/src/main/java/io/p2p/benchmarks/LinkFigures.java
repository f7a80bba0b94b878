package io.p2p.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What was measured of links, round by round, and what failed.
 */
final class LinkFigures {

	private final Map<Key, List<Double>> rounds = new LinkedHashMap<>();

	private final Map<Key, List<String>> failures = new LinkedHashMap<>();

	void add(LinkMetric metric, Linker linker, double value) {
		this.rounds.computeIfAbsent(new Key(metric, linker), (key) -> new ArrayList<>()).add(value);
	}

	void fail(LinkMetric metric, Linker linker, String reason) {
		this.failures.computeIfAbsent(new Key(metric, linker), (key) -> new ArrayList<>()).add(reason);
	}

	/**
	 * Who failed at what, how often and why.
	 */
	List<String> failures() {
		List<String> texts = new ArrayList<>();
		this.failures.forEach((key, reasons) -> texts.add(String.format("%s, %s, %d × %s", key.linker().title(),
				key.metric().id(), reasons.size(), String.join("; ", new LinkedHashSet<>(reasons)))));
		return texts;
	}

	boolean failed(LinkMetric metric, Linker linker) {
		return this.failures.containsKey(new Key(metric, linker));
	}

	boolean has(LinkMetric metric, Linker linker) {
		return this.rounds.containsKey(new Key(metric, linker));
	}

	/**
	 * The rounds, least first.
	 */
	List<Double> sorted(LinkMetric metric, Linker linker) {
		return this.rounds.getOrDefault(new Key(metric, linker), List.of()).stream().sorted().toList();
	}

	/**
	 * The median, {@code NaN} where there is none.
	 */
	double median(LinkMetric metric, Linker linker) {
		List<Double> sorted = sorted(metric, linker);
		if (sorted.isEmpty()) {
			return Double.NaN;
		}
		int half = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
	}

	private record Key(LinkMetric metric, Linker linker) {

	}

}
