package io.p2p.benchmarks.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.p2p.benchmarks.ClusterWorkload;
import io.p2p.benchmarks.Entrant;
import io.p2p.benchmarks.Figures;
import io.p2p.benchmarks.Machine;
import io.p2p.benchmarks.Pace;
import io.p2p.benchmarks.Page;
import io.p2p.benchmarks.SvgChart;

/**
 * The section of the page that says what was measured of several servers. The rest of the
 * page stays as it is.
 */
final class ClusterReport {

	private static final String NODES_PICTURE = "benchmarks-cluster.svg";

	private static final String ROOMS_PICTURE = "benchmarks-cluster-rooms.svg";

	private static final List<Integer> NODES = IntStream.rangeClosed(1, ClusterContestant.MOST).boxed().toList();

	private static final double ALONE = 0.95;

	private final Figures figures;

	private final Machine machine;

	private final Pace pace;

	private final StringBuilder text = new StringBuilder();

	private final Map<String, String> pictures = new LinkedHashMap<>();

	ClusterReport(Figures figures, Machine machine, Pace pace) {
		this.figures = figures;
		this.machine = machine;
		this.pace = pace;
	}

	void write(Path folder) {
		String section = section();
		try {
			Files.createDirectories(folder);
			Path page = folder.resolve("benchmarks.md");
			String others = Files.exists(page) ? Files.readString(page, StandardCharsets.UTF_8) : "# Benchmarks\n";
			Files.writeString(page, Page.replace(others, Page.SEVERAL_SERVERS, section), StandardCharsets.UTF_8);
			for (Map.Entry<String, String> picture : this.pictures.entrySet()) {
				Files.writeString(folder.resolve(picture.getKey()), picture.getValue(), StandardCharsets.UTF_8);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String section() {
		this.text.setLength(0);
		this.text.append(Page.SEVERAL_SERVERS).append("\n\n");
		head();
		pictures();
		fanOut();
		rest();
		targets();
		failures();
		return this.text.toString().stripTrailing() + "\n";
	}

	private void head() {
		paragraph("Measured " + this.machine.description() + ".");
		if (this.pace.quick()) {
			paragraph("**A quick run**: short rounds, figures may be off by a tenth and more.");
		}
		paragraph("`bin/bench cluster` repeats it. Servers that are one by a Redis without persistence are driven as "
				+ "above, with clients that connect to them in turn; all servers and their Redis share one core. All "
				+ "that is sent is counted at those who get it, wherever they are. Figures are per second of CPU time "
				+ "of all servers and Redis together; beside them are those per second of the servers alone, and the "
				+ "time of Redis. Node.js runs socket.io 4.8.4 with WebSockets only, and `@socket.io/redis-adapter` "
				+ "8.3.0 or `@socket.io/redis-streams-adapter` 0.3.1, both with `redis` 5.12.1 as their pages say. This "
				+ "project's servers are those from above, with `p2p-spring-boot-starter-redis`.");
	}

	private void pictures() {
		Map<Entrant, List<Double>> byNodes = new LinkedHashMap<>();
		for (Kind kind : Kind.values()) {
			put(byNodes, kind,
					NODES.stream().map((nodes) -> costOfDelivery(new ClusterContestant(kind, nodes))).toList());
		}
		if (!byNodes.isEmpty()) {
			picture(NODES_PICTURE, SvgChart.lines("A delivery of 200 B in a room of 100, by number of servers",
					"µs of CPU time, servers and Redis: less is better", "servers", NODES, byNodes, false));
		}
		Map<Entrant, List<Double>> bySize = new LinkedHashMap<>();
		for (Kind kind : Kind.values()) {
			ClusterContestant contestant = ClusterContestant.compared(kind);
			put(bySize, contestant,
					ClusterWorkload.ROOM_SIZE_STEPS.stream()
						.map((size) -> value(ClusterWorkload.ROOM_SIZES, contestant, String.valueOf(size)))
						.toList());
		}
		if (!bySize.isEmpty()) {
			picture(ROOMS_PICTURE,
					SvgChart.lines("A delivery of 200 B by size of the room",
							"µs of CPU time, servers and Redis: less is better", "clients in the room",
							ClusterWorkload.ROOM_SIZE_STEPS, bySize, true));
		}
	}

	private double costOfDelivery(ClusterContestant contestant) {
		return 1e6 / value(ClusterWorkload.FAN_OUT, contestant, "200 B");
	}

	private static void put(Map<Entrant, List<Double>> series, Entrant entrant, List<Double> values) {
		if (!values.stream().allMatch((value) -> value.isNaN())) {
			series.put(entrant, values);
		}
	}

	private void picture(String file, String svg) {
		this.pictures.put(file, svg);
		this.text.append("![](").append(file).append(")\n\n");
	}

	private void fanOut() {
		for (ClusterWorkload workload : List.of(ClusterWorkload.FAN_OUT, ClusterWorkload.FAN_OUT_LIBRARY)) {
			List<Column> columns = new ArrayList<>();
			for (String payload : List.of("200 B", "4 KB")) {
				columns.addAll(columns(payload, payload + ": deliveries", ClusterWorkload.ROOM - 1, "event"));
			}
			table(workload, "**Fan-out in a room of 100**" + variant(workload)
					+ ": ten of them send in a closed loop, at different servers.", columns);
		}
	}

	private void rest() {
		table(ClusterWorkload.SMALL_ROOMS,
				"**100 rooms of four**: all send 200 B to the others of their room. Those at this project's servers "
						+ "are library peers.",
				columns("deliveries", "deliveries", ClusterWorkload.SMALL_ROOM - 1, "event"));
		table(ClusterWorkload.SIGNALS, "**Signals** of 1.5 KB in a mesh of ten, as many under way as there are links.",
				columns("signals", "signals", 1, "signal"));
		List<Column> latency = new ArrayList<>(Stream.of("50.0", "99.0", "99.9")
			.map((percentile) -> new Column("p" + percentile.replace(".0", "") + ", ms", "p" + percentile, 1))
			.toList());
		latency.addAll(columns("deliveries", "deliveries", ClusterWorkload.ROOM - 1, "event"));
		table(ClusterWorkload.LATENCY,
				"**Latency at the same load**: 500 messages of 200 B a second from ten at one server to 99 others, "
						+ "measured at those who are at another server.",
				latency);
		mindOthers();
		for (ClusterWorkload workload : List.of(ClusterWorkload.STORM, ClusterWorkload.STORM_LIBRARY)) {
			table(workload,
					"**Coming and going**" + variant(workload) + ": clients connect to a room of 100 and leave at "
							+ "once, 20 at a time; the 100 are told of each who leaves.",
					columns("visits", "visits", 1, "visit"));
		}
		table(ClusterWorkload.ROOM_SIZES,
				"**Rooms of growing size**: µs of CPU time, servers and Redis together, for one delivery of 200 B.",
				ClusterWorkload.ROOM_SIZE_STEPS.stream()
					.map((size) -> new Column(String.valueOf(size), String.valueOf(size), 1))
					.toList());
	}

	private static String variant(ClusterWorkload workload) {
		return workload.isOfLibraryPeers() ? ", library peers" : "";
	}

	private static List<Column> columns(String metric, String title, int perUnit, String unit) {
		return List.of(new Column(title, metric, 1), new Column("servers alone", metric + " servers", 1),
				new Column("Redis, µs for each " + unit, metric + " redis", perUnit));
	}

	// the load spins in this workload: less than a whole core means that it had to wait
	private void mindOthers() {
		if (ClusterContestant.ALL.stream()
			.anyMatch((contestant) -> value(ClusterWorkload.LATENCY, contestant, "load busy") < ALONE)) {
			paragraph("**Something else ran on this machine** and kept load or servers from their cores: these "
					+ "latencies say more of that than of the servers.");
		}
	}

	private void table(ClusterWorkload workload, String title, List<Column> columns) {
		if (!this.figures.has(workload.id())) {
			return;
		}
		paragraph(title);
		this.text.append("| ");
		columns.forEach((column) -> this.text.append(" | ").append(column.title()));
		this.text.append(" |\n|---|").append("--:|".repeat(columns.size())).append('\n');
		for (ClusterContestant contestant : ClusterContestant.ALL) {
			List<String> cells = columns.stream().map((column) -> cell(workload, contestant, column)).toList();
			if (!String.join("", cells).isEmpty()) {
				this.text.append("| ").append(contestant.title());
				cells.forEach((cell) -> this.text.append(" | ").append(cell));
				this.text.append(" |\n");
			}
		}
		this.text.append('\n');
	}

	private String cell(ClusterWorkload workload, ClusterContestant contestant, Column column) {
		if (this.figures.failure(workload.id(), contestant, column.metric()) != null) {
			return "fails";
		}
		@Nullable Double value = this.figures.get(workload.id(), contestant, column.metric());
		return (value != null) ? SvgChart.number(value * column.factor()) : "";
	}

	private void targets() {
		List<String> rows = targetRows();
		if (!rows.isEmpty()) {
			this.text.append("| What two servers of this project are to reach | | they have | reached |\n");
			this.text.append("|---|---|--:|---|\n");
			rows.forEach((row) -> this.text.append(row).append('\n'));
			this.text.append('\n');
		}
	}

	/**
	 * What there is to reach and what was.
	 */
	List<String> targetRows() {
		List<String> rows = new ArrayList<>();
		for (ClusterTarget target : ClusterTarget.ALL) {
			double ratio = target.ratio(this.figures);
			// what was measured before it failed would flatter it
			boolean fails = target.fails(this.figures);
			if (fails || !Double.isNaN(ratio)) {
				rows.add(String.format("| %s | %s | %s | %s |", target.title(), target.text(),
						Double.isNaN(ratio) ? "" : SvgChart.number(ratio) + " ×",
						fails ? "no: it fails" : target.isReached(ratio) ? "yes" : "no"));
			}
		}
		return rows;
	}

	private void failures() {
		if (!this.figures.failures().isEmpty()) {
			paragraph("What fails:");
			this.figures.failures()
				.forEach((key, reason) -> this.text.append(String.format("- %s, %s%s: %s%n", key.contestant().title(),
						key.workload(), key.metric().isEmpty() ? "" : ", " + key.metric(), reason)));
		}
	}

	private double value(ClusterWorkload workload, Entrant contestant, String metric) {
		@Nullable Double value = this.figures.get(workload.id(), contestant, metric);
		return (value != null) ? value : Double.NaN;
	}

	private void paragraph(String paragraph) {
		this.text.append(paragraph).append("\n\n");
	}

	/**
	 * A column of a table.
	 *
	 * @param factor by which the figure is multiplied
	 */
	private record Column(String title, String metric, double factor) {

	}

}
