package io.p2p.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param page the page
 * @param line the number of its first line in the page
 * @param language what follows the fence, possibly nothing
 * @param lines its lines, without common indentation
 */
record Snippet(Path page, int line, String language, List<String> lines) {

	private static final Pattern FENCE = Pattern.compile("^\\s*```(\\w*)\\s*$");

	static List<Snippet> of(Path page) {
		List<Snippet> snippets = new ArrayList<>();
		List<String> lines = read(page);
		int start = -1;
		String language = "";
		for (int i = 0; i < lines.size(); i++) {
			Matcher fence = FENCE.matcher(lines.get(i));
			if (fence.matches() && start < 0) {
				start = i + 1;
				language = fence.group(1);
			}
			else if (fence.matches()) {
				snippets.add(new Snippet(page, start + 1, language, dedent(lines.subList(start, i))));
				start = -1;
			}
		}
		return snippets;
	}

	/**
	 * Whether a file has these lines, one after the other, however far they are indented.
	 */
	boolean isExcerptOf(Path file) {
		List<String> source = read(file);
		for (int i = 0; i + this.lines.size() <= source.size(); i++) {
			if (source.get(i).strip().equals(this.lines.get(0).strip())
					&& dedent(source.subList(i, i + this.lines.size())).equals(this.lines)) {
				return true;
			}
		}
		return false;
	}

	static List<String> dedent(List<String> lines) {
		int indent = lines.stream()
			.filter((line) -> !line.isBlank())
			.mapToInt((line) -> line.length() - line.stripLeading().length())
			.min()
			.orElse(0);
		return lines.stream().map((line) -> line.isBlank() ? "" : line.substring(indent).stripTrailing()).toList();
	}

	static List<Path> files(Path root, String pathPattern) {
		Pattern pattern = Pattern.compile(pathPattern);
		try (Stream<Path> files = Files.walk(root)) {
			return files.filter(Files::isRegularFile)
				.filter((file) -> pattern.matcher(root.relativize(file).toString().replace('\\', '/')).matches())
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<String> read(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.page.getFileName() + ":" + this.line;
	}

}
