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
 * What a delivery costs a client on the JVM that sends and one that receives, by relay,
 * and how many go over a link to a page: events of 1 KB, in turns. See
 * {@code bin/bench --help}.
 *
 * @since 0.1.0
 */
public final class ClientBench {

	private static final String TEXT = "x".repeat(1000);

	private static final int OUTSTANDING = 1_000;

	private static final int ROUNDS = 5;

	private static final int EVENTS = 200_000;

	private static final int QUICK_EVENTS = 20_000;

	private static final int LINK_ROUNDS = 9;

	private static final int QUICK_LINK_ROUNDS = 3;

	private static final double RELAY_TARGET = 3;

	private static final double LINK_TARGET = 1;

	private static final double NANOS = 1e9;

	private static final long STEP_NANOS = 200_000;

	private static final Map<String, IntFunction<Pair>> KINDS = Map.of("java", JavaPeers::new, "socket.io-client",
			SocketIoClients::new);

	private ClientBench() {
	}

	/**
	 * Measure, and say what was measured.
	 * @param args {@code links} for links to a page in place of the relay,
	 * {@code --quick} for a part of it
	 */
	public static void main(String[] args) {
		boolean quick = List.of(args).contains("--quick");
		Machine machine = Machine.here();
		try (ServerProcess server = ServerProcess.start("starter", machine.java("StarterApplication"), machine)) {
			if (List.of(args).contains("links")) {
				byLink(machine, server.port(), quick ? QUICK_LINK_ROUNDS : LINK_ROUNDS);
			}
			else {
				byRelay(server.port(), quick ? QUICK_EVENTS : EVENTS);
			}
		}
		System.exit(0);
	}

	private static void byRelay(int port, int events) {
		Map<String, List<Double>> figures = new TreeMap<>();
		for (int round = 0; round <= ROUNDS; round++) {
			for (Map.Entry<String, IntFunction<Pair>> kind : new TreeMap<>(KINDS).entrySet()) {
				try (Pair pair = kind.getValue().apply(port)) {
					add(figures, kind.getKey(), round, deliveriesPerCpuSecond(pair, events));
				}
			}
		}
		tell(figures, "deliveries for each CPU second of the clients", "socket.io-client", RELAY_TARGET);
	}

	private static void byLink(Machine machine, int port, int rounds) {
		Map<String, List<Double>> figures = new TreeMap<>();
		try (LinksToPage links = new LinksToPage(machine, port)) {
			for (int round = 0; round <= rounds; round++) {
				add(figures, "page", round, links.fromPage());
				add(figures, "java", round, links.fromJava());
			}
		}
		tell(figures, "events a second over a link to a page", "page", LINK_TARGET);
	}

	// the first warms everything up
	private static void add(Map<String, List<Double>> figures, String kind, int round, double figure) {
		if (round > 0) {
			figures.computeIfAbsent(kind, (name) -> new ArrayList<>()).add(figure);
		}
	}

	private static void tell(Map<String, List<Double>> figures, String what, String beside, double target) {
		figures.forEach((kind, all) -> Console.line("%-18s %,10.0f %s, of %s".formatted(kind, median(all), what,
				all.stream().map((one) -> "%,.0f".formatted(one)).toList())));
		double ratio = median(figures.getOrDefault("java", List.of()))
				/ median(figures.getOrDefault(beside, List.of()));
		Console.line("%.2f x, to reach: %.1f x".formatted(ratio, target));
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
