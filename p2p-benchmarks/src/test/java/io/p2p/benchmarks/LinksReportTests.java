package io.p2p.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LinksReportTests {

	private static final String PAGE = "# Benchmarks\n\n## Fan-out\n\nA\n\n" + LinksReport.HEADING
			+ "\n\nold\n\n## What fails\n\n- B\n";

	@TempDir
	private Path folder;

	@Test
	void aSectionTakesThePlaceOfTheOldOne() {
		String page = LinksReport.replaceSection(PAGE, LinksReport.HEADING + "\n\nnew\n");
		assertThat(page).isEqualTo(PAGE.replace("old", "new"));
		assertThat(LinksReport.sectionOf(page)).isEqualTo(LinksReport.HEADING + "\n\nnew\n\n");
	}

	@Test
	void aSectionIsAddedWhereThereIsNone() {
		String page = LinksReport.replaceSection("# Benchmarks\n", LinksReport.HEADING + "\n\nnew\n");
		assertThat(page).isEqualTo("# Benchmarks\n\n" + LinksReport.HEADING + "\n\nnew\n");
		assertThat(LinksReport.replaceSection(page, LinksReport.HEADING + "\n\nnew\n")).isEqualTo(page);
	}

	@Test
	void aFigureIsTheMedianOfItsRounds() throws IOException {
		Links links = new Links();
		links.hear("browser - Chrome/1.2.3");
		for (int millis : new int[] { 300, 100, 200 }) {
			links.hear("link bare " + millis);
			links.hear("link library " + (millis + 50));
		}
		links.hear("fail file peerjs nothing for 60 s");
		links.hear("fail file peerjs nothing for 60 s");
		new LinksReport(links.figures(), Links.Rounds.QUICK, links.browser(), true).write(this.folder);
		assertThat(this.folder.resolve("benchmarks.md")).content()
			.contains("Measured Chrome 1.2.3.")
			.contains("| bare RTCDataChannel | 200 (100–300) |  |  |  |  |  |")
			.contains("| PeerJS 1.5.5 |  |  | fails |  |  |  |")
			.contains("| Two pages linked | at most 1.30 × bare RTCDataChannel | 1.25 × | yes |")
			.contains("- PeerJS 1.5.5, file, 2 × nothing for 60 s");
		assertThat(Files.readString(this.folder.resolve("benchmarks-links.svg"))).contains("bar bare")
			.contains(">250</text>")
			.doesNotContain("PeerJS");
	}

	@Test
	void aTargetIsNotReachedWhereRoundsFail() {
		Links links = new Links();
		links.hear("mesh peerjs 200");
		links.hear("mesh library 100");
		links.hear("fail mesh library link-failed");
		assertThat(new LinksReport(links.figures(), Links.Rounds.QUICK, "", true).targetRows()).containsExactly(
				"| Ten pages, all linked with all | at most 1.05 × bare RTCDataChannel |  | no: rounds fail |",
				"| Ten pages, all linked with all | at most 1.00 × PeerJS 1.5.5 | 0.50 × | no: rounds fail |");
	}

	@Test
	void whoIsNotNamedTakesPartWhereNobodyIs() {
		assertThat(Links.linkers(List.of())).get().asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(5);
		assertThat(Links.linkers(List.of("node"))).isEqualTo(Optional.empty());
	}

}
