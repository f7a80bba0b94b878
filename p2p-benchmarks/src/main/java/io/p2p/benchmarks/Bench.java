package io.p2p.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bench: each workload on each server, one after the other. See
 * {@code bin/bench --help}.
 *
 * @since 0.1.0
 */
public final class Bench {

	private static final int USAGE = 2;

	private final Machine machine;

	private final Figures figures = new Figures();

	private final Pace pace;

	private Bench(Machine machine, Pace pace) {
		this.machine = machine;
		this.pace = pace;
	}

	/**
	 * Measure and write the report.
	 * @param args workloads and servers by name, {@code --quick}, {@code --docs}
	 */
	public static void main(String[] args) {
		List<String> names = new ArrayList<>(Arrays.asList(args));
		boolean quick = names.remove("--quick");
		boolean links = names.remove("links");
		boolean docs = names.remove("--docs") || (names.isEmpty() && !quick);
		Machine machine = Machine.here();
		Path folder = docs ? machine.module().resolveSibling("docs") : machine.logs();
		if (links) {
			System.exit(links(names, quick, machine, folder));
		}
		List<String> unknown = names.stream().filter((name) -> !isKnown(name)).toList();
		if (!unknown.isEmpty()) {
			Console.line("Unknown: " + unknown + "\nWorkloads: " + Workload.all().stream().map(Workload::id).toList()
					+ "\nServers: " + Arrays.stream(Contestant.values()).map(Contestant::id).toList()
					+ "\nOn their own: links, cluster");
			System.exit(USAGE);
		}
		Bench bench = new Bench(machine, quick ? Pace.QUICK : Pace.FULL);
		bench.runAll(names, folder);
		sayWritten(folder);
		System.exit(bench.figures.failures().isEmpty() ? 0 : 1);
	}

	private static void sayWritten(Path folder) {
		Console.line("Written: " + folder.getFileName() + "/benchmarks.md");
	}

	private static int links(List<String> names, boolean quick, Machine machine, Path folder) {
		Optional<List<Linker>> linkers = Links.linkers(names);
		if (linkers.isEmpty()) {
			Console.line("Unknown beside links: " + names + "\nThose who link: "
					+ Arrays.stream(Linker.values()).map(Linker::id).toList());
			return USAGE;
		}
		Links.Rounds rounds = quick ? Links.Rounds.QUICK : Links.Rounds.FULL;
		Links links = new Links();
		try {
			links.run(machine, rounds, linkers.get());
		}
		catch (BenchException ex) {
			Console.line("links fails: " + ex.getMessage());
			return 1;
		}
		String where = machine.description() + "; " + links.browser();
		LinksReport report = new LinksReport(links.figures(), rounds, where, quick);
		report.write(folder);
		report.targetRows().forEach(Console::line);
		sayWritten(folder);
		return links.figures().failures().isEmpty() ? 0 : 1;
	}

	private static boolean isKnown(String name) {
		return Workload.all().stream().anyMatch((workload) -> workload.id().equals(name))
				|| Arrays.stream(Contestant.values()).anyMatch((contestant) -> contestant.id().equals(name));
	}

	private void runAll(List<String> names, Path folder) {
		boolean allWorkloads = Workload.all().stream().noneMatch((workload) -> names.contains(workload.id()));
		boolean allServers = Arrays.stream(Contestant.values()).noneMatch((any) -> names.contains(any.id()));
		for (Workload workload : Workload.all()) {
			boolean wanted = allWorkloads ? (!this.pace.quick() || workload.isQuick()) : names.contains(workload.id());
			for (Contestant contestant : Contestant.values()) {
				if (wanted && workload.contestants().contains(contestant)
						&& (allServers || names.contains(contestant.id()))) {
					run(workload, contestant);
				}
			}
			// again after each, so that who ends it early has something
			new Report(this.figures, this.machine, this.pace).write(folder);
		}
	}

	private void run(Workload workload, Contestant contestant) {
		try (ServerProcess server = ServerProcess.start(contestant, this.machine);
				LoadLoop loop = new LoadLoop(server.port())) {
			Run run = new Run(workload.id(), contestant, contestant.dialect(), server, loop, this.pace, this.figures);
			try {
				workload.run(run);
			}
			catch (BenchException ex) {
				run.fail("", ex);
			}
		}
		catch (BenchException ex) {
			this.figures.fail(workload.id(), contestant, "", String.valueOf(ex.getMessage()));
			Console.line(workload.id() + " " + contestant.id() + " fails: " + ex.getMessage());
		}
	}

}
