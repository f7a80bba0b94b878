package io.p2p.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Set<String> NOT_OURS = Set.of("node_modules", "target", ".git");

	private static final Map<Path, List<Path>> FILES = new ConcurrentHashMap<>();

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
		return FILES.computeIfAbsent(root, Snippet::walk)
			.stream()
			.filter((file) -> pattern.matcher(root.relativize(file).toString().replace('\\', '/')).matches())
			.toList();
	}

	// once: with what is installed and built there are a hundred thousand files
	private static List<Path> walk(Path root) {
		List<Path> files = new ArrayList<>();
		try {
			Files.walkFileTree(root, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
					return NOT_OURS.contains(String.valueOf(folder.getFileName())) ? FileVisitResult.SKIP_SUBTREE
							: FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					files.add(file);
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Collections.sort(files);
		return files;
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
