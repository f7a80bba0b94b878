package io.p2p.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The page that says what was measured.
 */
final class Report {

	private static final double ALONE = 0.95;

	private static final List<Integer> ROOMS = List.of(10, 100, 1000);

	private final Figures figures;

	private final Machine machine;

	private final Pace pace;

	private final StringBuilder text = new StringBuilder();

	private final Map<String, String> pictures = new LinkedHashMap<>();

	private final List<String> notes = new ArrayList<>();

	Report(Figures figures, Machine machine, Pace pace) {
		this.figures = figures;
		this.machine = machine;
		this.pace = pace;
	}

	void write(Path folder) {
		head();
		fanOut();
		roomSizes();
		latency();
		signalling();
		idle();
		rooms();
		polling();
		if (!this.notes.isEmpty()) {
			this.text.append("## What fails\n\n");
			this.notes.forEach((note) -> this.text.append("- ").append(note).append('\n'));
		}
		try {
			writeFiles(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void writeFiles(Path folder) throws IOException {
		Files.createDirectories(folder);
		Path page = folder.resolve("benchmarks.md");
		String old = Files.exists(page) ? Files.readString(page, StandardCharsets.UTF_8) : "";
		String text = this.text.toString().stripTrailing() + "\n";
		// measured by other runs
		for (String heading : List.of(Page.SEVERAL_SERVERS, LinksReport.HEADING)) {
			String section = Page.section(old, heading);
			text = section.isEmpty() ? text : Page.replace(text, heading, section);
		}
		Files.writeString(page, text, StandardCharsets.UTF_8);
		for (Map.Entry<String, String> picture : this.pictures.entrySet()) {
			Files.writeString(folder.resolve(picture.getKey()), picture.getValue(), StandardCharsets.UTF_8);
		}
	}

	private void head() {
		this.text.append("# Benchmarks\n\n<!-- Written by bin/bench; what is changed here by hand is lost -->\n\n");
		paragraph("Measured " + this.machine.description() + ".");
		if (this.pace.quick()) {
			paragraph("**A quick run**: short rounds, figures may be off by a tenth and more.");
		}
		paragraph("`bin/bench` repeats it. It drives each server with the same load, written for this purpose, and "
				+ "checks that all that is sent arrives, once and unchanged. Figures are per second of CPU time that "
				+ "the server's process used (user and system), which holds still where a clock does not: "
				+ "more is better. Each is the median of " + this.pace.rounds() + " rounds on a warm server.");
		paragraph("The starter is a Spring Boot application with the dependency, a port, and no limit on events per "
				+ "second (a room of two exceeds the default of 50,000). Node.js and netty-socketio run a relay in a "
				+ "few lines: `socket.broadcast.to(room).emit(…)` and its like. *Library peers* speak as the client "
				+ "of this project does, where each message names room and sender; the others are plain Socket.IO "
				+ "clients. The bare relay answers handshakes, copies bytes and knows nothing else: it is what Netty "
				+ "can do at most, a message at a time.");
	}

	private void fanOut() {
		String[] columns = ROOMS.stream().map((size) -> "room of " + size).toArray(String[]::new);
		List<String> workloads = ROOMS.stream().map((size) -> "fan-out-" + size).toList();
		if (workloads.stream().noneMatch(this.figures::has)) {
			return;
		}
		section("Fan-out: deliveries per CPU second",
				"Ten of a room send in a closed loop with at most 20,000 deliveries outstanding, or 16 MB.");
		String small = Payload.SMALL.title();
		picture("benchmarks-fan-out.svg", SvgChart.bars("Fan-out in a room of 100, 200 B",
				"deliveries per CPU second of the server: more is better", values("fan-out-100", small)));
		for (Payload payload : FanOut.PAYLOADS) {
			table("Payload of " + payload.title(), columns,
					(contestant, i) -> cell(workloads.get(i), contestant, payload.title(), 1));
		}
		paragraph("Bytes that a server on the JVM allocates per delivery of " + small + ":");
		table("", columns, (contestant, i) -> cell(workloads.get(i), contestant, small + " allocated", 1));
	}

	private void roomSizes() {
		if (!this.figures.has("room-sizes")) {
			return;
		}
		section("What a delivery costs in rooms of growing size",
				"Microseconds of the server's CPU time for one delivery of 200 B: less is better.");
		picture("benchmarks-room-sizes.svg",
				SvgChart.lines("A delivery of 200 B by size of the room", "µs of CPU time: less is better",
						"clients in the room", RoomSizes.SIZES, series("room-sizes", "", RoomSizes.SIZES, 1), true));
		table("", RoomSizes.SIZES.stream().map(String::valueOf).toArray(String[]::new),
				(contestant, i) -> cell("room-sizes", contestant, String.valueOf(RoomSizes.SIZES.get(i)), 1));
	}

	private void latency() {
		if (!this.figures.has("latency")) {
			return;
		}
		section("Latency at the same load: milliseconds",
				"500 messages of 200 B a second to 99 others each (49,500 deliveries a second), from the time when a "
						+ "message was to be sent until it is read. The last column is what a delivery costs where "
						+ "messages come one by one; above they come in bursts, which a server may handle together.");
		mindOthers();
		picture("benchmarks-latency.svg", SvgChart.bars("Latency, 99th percentile",
				"milliseconds at 49,500 deliveries a second: less is better", values("latency", "p99.0")));
		table("", new String[] { "p50", "p99", "p99.9", "deliveries per CPU second" }, (contestant, i) -> switch (i) {
			case 3 -> cell("latency", contestant, "deliveries", 1);
			default -> cell("latency", contestant, "p" + Latency.PERCENTILES.get(i), 1);
		});
	}

	// the load spins in this workload: less than a whole core means that it had to wait
	private void mindOthers() {
		if (values("latency", "load busy").values().stream().anyMatch((busy) -> busy < ALONE)) {
			paragraph("**Something else ran on this machine** and kept load or server from their cores: these "
					+ "latencies and the last column say more of that than of the servers.");
		}
	}

	private void signalling() {
		column("signalling", "signals", "Signalling: signals per CPU second",
				"`peer-signal` of 1.5 KB in a mesh of 10, as many under way as there are links.");
	}

	private void idle() {
		if (!this.figures.has("idle")) {
			return;
		}
		int last = this.pace.quick() ? 2000 : 5000;
		section("Connections that do nothing", String
			.format("Memory: the difference between %,d connections and 500, each read after the server was made to "
					+ "collect its garbage (`System.gc()`, `global.gc()`), per connection. Resident is what the "
					+ "system gave to the process, which on a JVM depends on when it grew its heap; live is what "
					+ "of the heap is in use. Connections are in rooms of 10, plain peers of the starter in one. "
					+ "Connects: clients that come and leave again, 20 at a time, before those.", last));
		table("", new String[] { "resident, KB", "live heap, KB", "connects per CPU second" },
				(contestant, i) -> switch (i) {
					case 0 -> cell("idle", contestant, "memory", 1 / 1024.0);
					case 1 -> cell("idle", contestant, "heap", 1 / 1024.0);
					default -> cell("idle", contestant, "connects", 1);
				});
		List<Integer> steps = Idle.STEPS.stream().filter((step) -> step <= last).toList();
		picture("benchmarks-memory.svg",
				SvgChart.lines("Memory by number of connections",
						"MB resident, after collecting garbage: less is better", "connections", steps,
						series("idle", "resident ", steps, 1 / 1048576.0), false));
		picture("benchmarks-connects.svg", SvgChart.lines("Connecting clients, one after the other",
				"seconds of CPU time: less is better", "connections", steps, series("idle", "cpu ", steps, 1), false));
	}

	private void rooms() {
		column("storm", "visits", "Coming and going: visits per CPU second",
				"Clients connect to a room of 100 and leave at once, 20 at a time; the 100 are told of each who "
						+ "leaves (library peers also of each who comes, and new links are planned).");
		column("fill", "joins", "A room that fills: joins per CPU second",
				"1,000 library peers connect and join one room, 200 at a time: each is told of all who are there, "
						+ "all are told of each, and links are planned.");
		column("crowd", "connects", "A crowd: connects per CPU second",
				"5,000 clients connect and stay, all in one room; those of the starter in its default room.");
		if (this.figures.has("direct")) {
			section("Events for one peer: deliveries per CPU second", "Nine of a room send 200 B to one other.");
			table("", Direct.SIZES.stream().map((size) -> "room of " + size).toArray(String[]::new),
					(contestant, i) -> cell("direct", contestant, String.valueOf(Direct.SIZES.get(i)), 1));
		}
		if (this.figures.has("multitude")) {
			section("Very many library peers on one server",
					"50,000, or as many as the system lets a process have files. They do nothing, in rooms of 10; one of "
							+ "them sends another 200 B, one event after the other.");
			table("", new String[] { "peers", "live heap each, KB", "p50, ms", "p99, ms" },
					(contestant, i) -> switch (i) {
						case 0 -> cell("multitude", contestant, "peers", 1);
						case 1 -> cell("multitude", contestant, "heap", 1 / 1024.0);
						case 2 -> cell("multitude", contestant, "p50", 1);
						default -> cell("multitude", contestant, "p99", 1);
					});
		}
	}

	private void polling() {
		column("polling", "deliveries", "Long polling: deliveries per CPU second",
				"One sends 200 B over a WebSocket to 50 who poll, at most 20 messages ahead of them.");
	}

	private void column(String workload, String metric, String title, String intro) {
		if (this.figures.has(workload)) {
			section(title, intro);
			table("", new String[] { title.replaceFirst(".*: ", "") },
					(contestant, i) -> cell(workload, contestant, metric, 1));
		}
	}

	private void section(String title, String intro) {
		this.text.append("## ").append(title).append("\n\n");
		paragraph(intro);
	}

	private void paragraph(String paragraph) {
		this.text.append(paragraph).append("\n\n");
	}

	private void picture(String file, String svg) {
		this.pictures.put(file, svg);
		this.text.append("![](").append(file).append(")\n\n");
	}

	private void table(String title, String[] columns, Cells cells) {
		this.text.append("| ").append(title).append(" | ").append(String.join(" | ", columns)).append(" |\n|---|");
		this.text.append("--:|".repeat(columns.length)).append('\n');
		for (Contestant contestant : Contestant.values()) {
			StringBuilder row = new StringBuilder("| ").append(contestant.title());
			boolean any = false;
			for (int i = 0; i < columns.length; i++) {
				String cell = cells.cell(contestant, i);
				any |= !cell.isEmpty();
				row.append(" | ").append(cell);
			}
			if (any) {
				this.text.append(row).append(" |\n");
			}
		}
		this.text.append('\n');
	}

	private String cell(String workload, Contestant contestant, String metric, double factor) {
		Double value = this.figures.get(workload, contestant, metric);
		if (value != null) {
			return SvgChart.number(value * factor);
		}
		String failure = this.figures.failure(workload, contestant, metric);
		if (failure == null) {
			return "";
		}
		String note = contestant.title() + ", " + workload + (metric.isEmpty() ? "" : ", " + metric) + ": " + failure;
		if (!this.notes.contains(note)) {
			this.notes.add(note);
		}
		return "fails";
	}

	private Map<Contestant, Double> values(String workload, String metric) {
		Map<Contestant, Double> values = new LinkedHashMap<>();
		for (Contestant contestant : Contestant.values()) {
			Double value = this.figures.get(workload, contestant, metric);
			if (value != null) {
				values.put(contestant, value);
			}
		}
		return values;
	}

	private Map<Contestant, List<Double>> series(String workload, String prefix, List<Integer> xs, double factor) {
		Map<Contestant, List<Double>> series = new LinkedHashMap<>();
		Arrays.stream(Contestant.values()).forEach((contestant) -> {
			List<Double> line = xs.stream().map((x) -> value(workload, contestant, prefix + x) * factor).toList();
			if (!line.stream().allMatch((value) -> value.isNaN())) {
				series.put(contestant, line);
			}
		});
		return series;
	}

	private double value(String workload, Contestant contestant, String metric) {
		@Nullable Double value = this.figures.get(workload, contestant, metric);
		return (value != null) ? value : Double.NaN;
	}

	/**
	 * What is in a table.
	 */
	interface Cells {

		String cell(Contestant contestant, int column);

	}

}
