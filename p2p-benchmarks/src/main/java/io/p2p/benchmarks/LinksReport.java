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

/**
 * The section of the page that says what was measured of links. The rest of the page
 * stays as it is.
 */
final class LinksReport {

	static final String HEADING = "## Links between browsers";

	private static final String PICTURE = "benchmarks-links.svg";

	private final LinkFigures figures;

	private final Links.Rounds rounds;

	private final String where;

	private final boolean quick;

	private final StringBuilder text = new StringBuilder(HEADING + "\n\n");

	/**
	 * Create a report.
	 * @param where machine and browser
	 */
	LinksReport(LinkFigures figures, Links.Rounds rounds, String where, boolean quick) {
		this.figures = figures;
		this.rounds = rounds;
		this.where = where;
		this.quick = quick;
	}

	void write(Path folder) {
		try {
			Files.createDirectories(folder);
			Path page = folder.resolve("benchmarks.md");
			String others = Files.exists(page) ? Files.readString(page, StandardCharsets.UTF_8) : "# Benchmarks\n";
			Files.writeString(page, replaceSection(others, section()), StandardCharsets.UTF_8);
			Files.writeString(folder.resolve(PICTURE), picture(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The section about links in a page, empty where there is none.
	 */
	static String sectionOf(String page) {
		return Page.section(page, HEADING);
	}

	/**
	 * Put a section about links in the place of the one that is there, or at the end.
	 */
	static String replaceSection(String page, String section) {
		return Page.replace(page, HEADING, section);
	}

	String section() {
		paragraph("Measured " + this.where + ".");
		if (this.quick) {
			paragraph("**A quick run**: few rounds, figures may be off by a third and more.");
		}
		paragraph("`bin/bench links` repeats it. Pages of one Chromium, each in a context of its own and with its "
				+ "scripts loaded and 0.4 seconds for each of them to come to rest, link with each other; no STUN "
				+ "or TURN server is named. In each round all take their turn, another one first each time; the rounds that warm servers and browser up do not count. "
				+ "Figures are medians, with the least and the most of "
				+ String.format("%d rounds of two pages, %d of events and the file, %d of ten pages. ",
						this.rounds.links(), this.rounds.streams(), this.rounds.meshes())
				+ "All that arrives is compared with what was sent.");
		paragraph("The bare channel is an `RTCPeerConnection` with a negotiated `RTCDataChannel`, signalled over "
				+ "socket.io-client and a relay of a few lines in Node.js; simple-peer is signalled by the same. PeerJS "
				+ "has its own server, a plain WebSocket, and knows beforehand whom to call. This project's client is "
				+ "`new P2P(io(url))` at a Spring Boot application with the starter. *Linked* is when every channel is "
				+ "open at both ends and a message has come over it to each. Events are strings; who sends them keeps "
				+ "128 KB in the channel, and with this project's client 1,024 events ahead of what the other has said "
				+ "to have seen. The file is one `ArrayBuffer` for this project's client and PeerJS, which cut it "
				+ "themselves, and goes in chunks of 64 KB with the others. Every 20 ms a small event is sent beside "
				+ "it: its time is the median of a round's. A volatile event goes to nine pages, 60 times a second, beside "
				+ "a file for one of them: of a bare channel it takes one that neither keeps the order nor repeats "
				+ "what was lost. Its time is that of which 99 of 100 at all nine take less. With the option `key` only events are measured.");
		this.text.append("![](").append(PICTURE).append(")\n\n");
		table();
		targets();
		List<String> failures = this.figures.failures();
		if (!failures.isEmpty()) {
			paragraph("What failed in a round:");
			failures.forEach((failure) -> this.text.append("- ").append(failure).append('\n'));
		}
		return this.text.toString().stripTrailing() + "\n";
	}

	private void paragraph(String paragraph) {
		this.text.append(paragraph).append("\n\n");
	}

	private void table() {
		this.text.append("| ");
		for (LinkMetric metric : LinkMetric.values()) {
			this.text.append(" | ").append(metric.column());
		}
		this.text.append(" |\n|---|").append("--:|".repeat(LinkMetric.values().length)).append('\n');
		for (Linker linker : Linker.values()) {
			List<String> cells = Arrays.stream(LinkMetric.values()).map((metric) -> cell(metric, linker)).toList();
			if (!String.join("", cells).isEmpty()) {
				this.text.append("| ").append(linker.title());
				cells.forEach((cell) -> this.text.append(" | ").append(cell));
				this.text.append(" |\n");
			}
		}
		this.text.append('\n');
	}

	private String cell(LinkMetric metric, Linker linker) {
		List<Double> sorted = this.figures.sorted(metric, linker);
		if (sorted.isEmpty()) {
			return this.figures.failed(metric, linker) ? "fails" : "";
		}
		return String.format("%s (%s–%s)", SvgChart.number(this.figures.median(metric, linker)),
				SvgChart.number(sorted.get(0)), SvgChart.number(sorted.get(sorted.size() - 1)));
	}

	private void targets() {
		List<String> rows = targetRows();
		if (!rows.isEmpty()) {
			this.text.append("| What this project's client is to reach | | it has | reached |\n|---|---|--:|---|\n");
			rows.forEach((row) -> this.text.append(row).append('\n'));
			this.text.append('\n');
		}
	}

	/**
	 * What there is to reach and what was.
	 */
	List<String> targetRows() {
		List<String> rows = new ArrayList<>();
		for (LinkTarget target : LinkTarget.ALL) {
			LinkMetric metric = target.metric();
			double ratio = this.figures.median(metric, target.who()) / this.figures.median(metric, target.beside());
			// a median of the rounds that succeeded would flatter it
			boolean fails = this.figures.failed(metric, target.who());
			if (fails || !Double.isNaN(ratio)) {
				String suffix = (target.who() == Linker.ENCRYPTED) ? ", encrypted" : "";
				rows.add(String.format("| %s%s | %s | %s | %s |", metric.title(), suffix, target.text(),
						Double.isNaN(ratio) ? "" : SvgChart.number(ratio) + " ×",
						fails ? "no: rounds fail" : target.isReached(ratio) ? "yes" : "no"));
			}
		}
		return rows;
	}

	String picture() {
		Map<String, Map<Entrant, Double>> groups = new LinkedHashMap<>();
		for (LinkMetric metric : LinkMetric.values()) {
			Map<Entrant, Double> bars = new LinkedHashMap<>();
			for (Linker linker : Linker.values()) {
				if (this.figures.has(metric, linker)) {
					bars.put(linker, this.figures.median(metric, linker));
				}
			}
			if (!bars.isEmpty()) {
				groups.put(metric.title() + ", " + metric.unit(), bars);
			}
		}
		return SvgChart.groups("Links between browsers", "medians, on one machine", groups);
	}

}
