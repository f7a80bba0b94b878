package io.p2p.benchmarks.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import io.p2p.benchmarks.BenchException;
import io.p2p.benchmarks.ClusterWorkload;
import io.p2p.benchmarks.Console;
import io.p2p.benchmarks.Figures;
import io.p2p.benchmarks.Machine;
import io.p2p.benchmarks.Pace;

/**
 * The bench of several servers: each workload on each contestant, one after the other.
 * See {@code bin/bench --help}.
 *
 * @since 0.1.0
 */
public final class ClusterBench {

	private static final int USAGE = 2;

	private final Machine machine;

	private final Figures figures = new Figures();

	private final Pace pace;

	private ClusterBench(Machine machine, Pace pace) {
		this.machine = machine;
		this.pace = pace;
	}

	/**
	 * Measure and write the section of the report.
	 * @param args workloads and contestants by name, {@code --quick}, {@code --docs}
	 */
	public static void main(String[] args) {
		List<String> names = new ArrayList<>(Arrays.asList(args));
		names.remove("cluster");
		boolean quick = names.remove("--quick");
		boolean docs = names.remove("--docs") || (names.isEmpty() && !quick);
		List<String> workloads = Stream.of(ClusterWorkload.values()).map(ClusterWorkload::id).toList();
		List<String> contestants = ClusterContestant.ALL.stream().map(ClusterContestant::id).toList();
		List<String> unknown = names.stream()
			.filter((name) -> !workloads.contains(name) && !contestants.contains(name))
			.toList();
		if (!unknown.isEmpty()) {
			Console
				.line("Unknown beside cluster: " + unknown + "\nWorkloads: " + workloads + "\nServers: " + contestants);
			System.exit(USAGE);
		}
		Machine machine = Machine.here();
		Path folder = docs ? machine.module().resolveSibling("docs") : machine.logs();
		ClusterBench bench = new ClusterBench(machine, quick ? Pace.QUICK : Pace.FULL);
		bench.runAll(names, folder);
		Console.line(bench.report().section());
		Console.line("Written: " + folder.getFileName() + "/benchmarks.md");
		System.exit(bench.figures.failures().isEmpty() ? 0 : 1);
	}

	private void runAll(List<String> names, Path folder) {
		boolean allWorkloads = Stream.of(ClusterWorkload.values()).noneMatch((any) -> names.contains(any.id()));
		boolean allContestants = ClusterContestant.ALL.stream().noneMatch((any) -> names.contains(any.id()));
		for (ClusterWorkload workload : ClusterWorkload.values()) {
			boolean wanted = allWorkloads ? !this.pace.quick() || isQuick(workload) : names.contains(workload.id());
			for (ClusterContestant contestant : ClusterContestant.ALL) {
				boolean named = allContestants ? !this.pace.quick() || contestant.isCompared()
						: names.contains(contestant.id());
				if (wanted && named && contestant.takesPartIn(workload)) {
					run(workload, contestant);
				}
			}
			// again after each, so that who ends it early has something
			report().write(folder);
		}
	}

	private static boolean isQuick(ClusterWorkload workload) {
		return EnumSet.of(ClusterWorkload.FAN_OUT, ClusterWorkload.SMALL_ROOMS, ClusterWorkload.LATENCY)
			.contains(workload);
	}

	private ClusterReport report() {
		return new ClusterReport(this.figures, this.machine, this.pace);
	}

	private void run(ClusterWorkload workload, ClusterContestant contestant) {
		try (ServerGroup group = ServerGroup.start(contestant, this.machine)) {
			long commands = group.redisCommands();
			workload.run(contestant, workload.isOfLibraryPeers() && contestant.kind().isOurs(), group, group.ports(),
					this.pace.warmingUp(contestant.nodes()), this.figures,
					() -> check(workload, contestant, group, commands));
		}
		catch (BenchException ex) {
			this.figures.fail(workload.id(), contestant, "", String.valueOf(ex.getMessage()));
			Console.line(workload.id() + " " + contestant.id() + " fails: " + ex.getMessage());
		}
	}

	// what arrives is counted elsewhere; this sees that it took the way that is compared
	private static void check(ClusterWorkload workload, ClusterContestant contestant, ServerGroup group,
			long commandsBefore) {
		List<Long> connections = group.connections();
		long commands = group.redisCommands() - commandsBefore;
		Console.line(String.format("%-14s %-8s %-14s connections of each server %s, %,d commands at Redis",
				workload.id(), contestant.id(), "", connections, commands));
		if (connections.stream().anyMatch((each) -> each == 0)) {
			throw new BenchException("a server has no clients");
		}
		if (contestant.nodes() > 1 && commands == 0) {
			throw new BenchException("nothing went by Redis");
		}
	}

}
