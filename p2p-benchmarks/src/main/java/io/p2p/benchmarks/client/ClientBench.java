package io.p2p.benchmarks.client;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import com.sun.management.OperatingSystemMXBean;

import io.p2p.benchmarks.BenchException;
import io.p2p.benchmarks.Console;
import io.p2p.benchmarks.Machine;
import io.p2p.benchmarks.ServerProcess;

/**
 * What a delivery costs a client on the JVM that sends and one that receives, by relay:
 * events of 1 KB, in turns. See {@code bin/bench --help}.
 *
 * @since 0.1.0
 */
public final class ClientBench {

	private static final String TEXT = "x".repeat(1000);

	private static final int OUTSTANDING = 1_000;

	private static final int ROUNDS = 5;

	private static final int EVENTS = 200_000;

	private static final int QUICK_EVENTS = 20_000;

	private static final double TARGET = 3;

	private static final double NANOS = 1e9;

	private static final long STEP_NANOS = 200_000;

	private static final Map<String, IntFunction<Pair>> KINDS = Map.of("java", JavaPeers::new, "socket.io-client",
			SocketIoClients::new);

	private ClientBench() {
	}

	/**
	 * Measure, and say what was measured.
	 * @param args {@code --quick} for a tenth of it
	 */
	public static void main(String[] args) {
		int events = List.of(args).contains("--quick") ? QUICK_EVENTS : EVENTS;
		Machine machine = Machine.here();
		Map<String, List<Double>> figures = new TreeMap<>();
		try (ServerProcess server = ServerProcess.start("starter", machine.java("StarterApplication"), machine)) {
			for (int round = 0; round <= ROUNDS; round++) {
				for (Map.Entry<String, IntFunction<Pair>> kind : new TreeMap<>(KINDS).entrySet()) {
					try (Pair pair = kind.getValue().apply(server.port())) {
						double figure = deliveriesPerCpuSecond(pair, events);
						// the first warms everything up
						if (round > 0) {
							figures.computeIfAbsent(kind.getKey(), (name) -> new ArrayList<>()).add(figure);
						}
					}
				}
			}
		}
		figures.forEach((kind, all) -> Console.line("%-18s %,10.0f deliveries for each CPU second of the clients, of %s"
			.formatted(kind, median(all), all.stream().map((one) -> "%,.0f".formatted(one)).toList())));
		double ratio = median(figures.getOrDefault("java", List.of()))
				/ median(figures.getOrDefault("socket.io-client", List.of()));
		Console.line("%.2f x, to reach: %.1f x".formatted(ratio, TARGET));
		System.exit(0);
	}

	private static double deliveriesPerCpuSecond(Pair pair, int events) {
		OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		System.gc();
		long before = process.getProcessCpuTime();
		for (int sent = 0; sent < events; sent++) {
			await(pair, sent - OUTSTANDING);
			pair.send(TEXT);
		}
		await(pair, events);
		return events * NANOS / (process.getProcessCpuTime() - before);
	}

	private static void await(Pair pair, long count) {
		long end = System.nanoTime() + 60 * (long) NANOS;
		while (pair.arrived() < count) {
			if (System.nanoTime() > end) {
				throw new BenchException("Only " + pair.arrived() + " events arrive");
			}
			LockSupport.parkNanos(STEP_NANOS);
		}
	}

	private static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		return sorted.get(sorted.size() / 2);
	}

}
