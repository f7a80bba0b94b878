package io.p2p.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Links between pages of a browser, which a script of Node drives: it says what it
 * measures line by line.
 */
final class Links {

	private static final String PREFIX = "bench:";

	private static final int NO_BROWSER = 2;

	private final LinkFigures figures = new LinkFigures();

	private String browser = "";

	/**
	 * Measure.
	 * @param linkers who takes part
	 * @throws BenchException if there is no browser, or the script fails as a whole
	 */
	void run(Machine machine, Rounds rounds, List<Linker> linkers) {
		try (ServerProcess server = ServerProcess.start(Contestant.LIBRARY, machine)) {
			List<String> command = Stream.concat(Stream.of("node", machine.nodeFolder() + "/links/links.js",
					String.valueOf(server.port()), String.valueOf(rounds.links()), String.valueOf(rounds.streams()),
					String.valueOf(rounds.meshes())), linkers.stream().map(Linker::id))
				.toList();
			Path log = machine.logs().resolve("links.log");
			Files.createDirectories(machine.logs());
			Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
			try {
				read(process);
				int status = process.waitFor();
				if (status != 0) {
					throw new BenchException(
							(status == NO_BROWSER) ? "No Chromium found: bin/verify installs one, or set CHROME_PATH"
									: "The driver of the browser failed, see " + log.getFileName());
				}
			}
			finally {
				process.destroy();
			}
		}
		catch (IOException ex) {
			throw new BenchException("The driver of the browser did not start: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BenchException("Interrupted", ex);
		}
	}

	private void read(Process process) throws IOException {
		try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = out.readLine(); line != null; line = out.readLine()) {
				if (line.startsWith(PREFIX)) {
					hear(line.substring(PREFIX.length()));
					Console.line(line.substring(PREFIX.length()));
				}
			}
		}
	}

	/**
	 * Take a line of the script: {@code <metric> <linker> <figure>},
	 * {@code fail <metric> <linker> <why>} or {@code browser - <version>}.
	 */
	void hear(String line) {
		String[] words = line.split(" ", 3);
		if (words[0].equals("browser")) {
			this.browser = words[2].replace('/', ' ');
		}
		else if (words[0].equals("fail")) {
			String[] failed = line.split(" ", 4);
			this.figures.fail(LinkMetric.of(failed[1]).orElseThrow(), Linker.of(failed[2]).orElseThrow(), failed[3]);
		}
		else {
			this.figures.add(LinkMetric.of(words[0]).orElseThrow(), Linker.of(words[1]).orElseThrow(),
					Double.parseDouble(words[2]));
		}
	}

	LinkFigures figures() {
		return this.figures;
	}

	/**
	 * The name and version of the browser.
	 */
	String browser() {
		return this.browser;
	}

	/**
	 * Those who are named, all if none is.
	 */
	static Optional<List<Linker>> linkers(List<String> names) {
		List<Linker> linkers = names.stream().flatMap((name) -> Linker.of(name).stream()).toList();
		if (linkers.size() < names.size()) {
			return Optional.empty();
		}
		return Optional.of(linkers.isEmpty() ? Arrays.asList(Linker.values()) : linkers);
	}

	/**
	 * How many rounds count of each thing.
	 *
	 * @param links of two pages that link
	 * @param streams of events and a file over a link
	 * @param meshes of ten pages that link
	 */
	record Rounds(int links, int streams, int meshes) {

		static final Rounds FULL = new Rounds(31, 9, 9);

		static final Rounds QUICK = new Rounds(7, 3, 1);

	}

}
