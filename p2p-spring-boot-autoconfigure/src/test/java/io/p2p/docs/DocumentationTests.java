package io.p2p.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.p2p.peer.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pages show is what is compiled and run: each snippet is an excerpt of such a
 * file, each link leads somewhere, each error code exists.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern HEADING = Pattern.compile("^#+\\s+(.+?)\\s*$");

	private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");

	private static final Pattern DEPENDENCY = Pattern
		.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(?:\\s*<version>([^<]+)</version>)?");

	private static final Pattern CODE = Pattern.compile("^\\| (`[a-z]+(?:-[a-z]+)*`(?:, `[a-z-]+`)*) \\|");

	private static final Pattern QUOTED = Pattern.compile("`([a-z-]+)`");

	static List<Path> pages() {
		return Snippet.files(ROOT, "[^/]+\\.md|docs/[^/]+\\.md|p2p-client/README\\.md");
	}

	static Stream<Snippet> snippets() {
		return pages().stream().flatMap((page) -> Snippet.of(page).stream());
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everySnippetIsAnExcerptOfWhatIsCompiledAndRun(Snippet snippet) {
		switch (snippet.language()) {
			case "java" -> assertExcerpt(snippet,
					"[^/]+/src/test/java/io/p2p/docs/.*\\.java|p2p-sample-[^/]+/src/main/java/.*\\.java");
			case "kotlin" -> assertExcerpt(snippet, "[^/]+/src/test/kotlin/io/p2p/docs/.*\\.kt");
			case "yaml", "yml" -> assertExcerpt(snippet,
					"[^/]+/src/test/resources/docs/.*\\.ya?ml|p2p-sample-[^/]+/src/main/resources/[^/]+\\.yml");
			case "properties" -> assertExcerpt(snippet, "[^/]+/src/test/resources/docs/.*\\.properties");
			case "js", "ts", "tsx", "vue", "svelte", "html" ->
				assertExcerpt(snippet, "p2p-client/tests/docs/.*|p2p-sample-[^/]+/src/main/resources/static/.*");
			case "json" -> assertThat(snippet.lines()).isNotEmpty();
			case "xml" -> assertDependencies(snippet);
			default -> assertThat(snippet.language()).isIn("", "text", "shell", "sh", "mermaid");
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyLinkLeadsSomewhere(Path page) {
		String text = prose(page);
		Matcher links = LINK.matcher(text);
		while (links.find()) {
			String link = links.group(1);
			if (!link.matches("[a-z]+:.*")) {
				String[] parts = link.split("#", 2);
				Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
				assertThat(target).as("%s in %s", link, page).exists();
				if (parts.length == 2) {
					assertThat(anchors(target)).as("anchors of %s", target).contains(parts[1]);
				}
			}
		}
	}

	@Test
	void everyErrorCodeOfThePageExists() {
		Set<String> known = new TreeSet<>(
				Stream.of(ErrorCode.values()).map(ErrorCode::wireName).collect(Collectors.toSet()));
		Matcher client = Pattern.compile("'([a-z-]+)'")
			.matcher(String.join("\n", Snippet.read(ROOT.resolve("p2p-client/src/api/errors.ts"))));
		while (client.find()) {
			known.add(client.group(1));
		}
		Set<String> documented = errorCodes(ROOT.resolve("docs/browser.md"));
		assertThat(known).containsAll(documented);
		assertThat(documented)
			.containsAll(Stream.of(ErrorCode.values()).map(ErrorCode::wireName).collect(Collectors.toSet()));
	}

	// the rows of the table under "code"
	private static Set<String> errorCodes(Path page) {
		Set<String> codes = new TreeSet<>();
		boolean table = false;
		for (String line : Snippet.read(page)) {
			table = line.startsWith("| code |") || (table && line.startsWith("|"));
			Matcher row = CODE.matcher(line);
			if (table && row.find()) {
				QUOTED.matcher(row.group(1)).results().forEach((code) -> codes.add(code.group(1)));
			}
		}
		assertThat(codes).hasSizeGreaterThan(10);
		return codes;
	}

	private static void assertExcerpt(Snippet snippet, String files) {
		List<Path> sources = Snippet.files(ROOT, files);
		assertThat(sources).as("an excerpt of one of these files:%n%s", String.join("\n", snippet.lines()))
			.anyMatch(snippet::isExcerptOf);
	}

	private static void assertDependencies(Snippet snippet) {
		List<Path> poms = Snippet.files(ROOT, "pom\\.xml|p2p-[^/]+/pom\\.xml");
		Matcher dependencies = DEPENDENCY.matcher(String.join("\n", snippet.lines()));
		while (dependencies.find()) {
			String artifact = "<artifactId>" + dependencies.group(2) + "</artifactId>";
			assertThat(poms).as(artifact).anyMatch((pom) -> String.join("", Snippet.read(pom)).contains(artifact));
			if (dependencies.group(1).equals("io.p2p")) {
				assertThat(poms.get(0)).content().contains("<version>" + dependencies.group(3) + "</version>");
			}
		}
	}

	private static String prose(Path page) {
		boolean code = false;
		StringBuilder prose = new StringBuilder();
		for (String line : Snippet.read(page)) {
			if (line.strip().startsWith("```")) {
				code = !code;
			}
			else if (!code) {
				prose.append(line.replaceAll("`[^`]*`", "")).append('\n');
			}
		}
		return prose.toString();
	}

	// as GitHub makes them
	private static Set<String> anchors(Path page) {
		return Snippet.read(page)
			.stream()
			.map(HEADING::matcher)
			.filter(Matcher::matches)
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@Test
	void theTestItselfFindsWhatIsWrong() throws Exception {
		Path page = Files.createTempFile("page", ".md");
		Files.writeString(page, "```java\nint nowhere;\n```\n");
		Snippet snippet = Snippet.of(page).get(0);
		assertThat(snippet.lines()).containsExactly("int nowhere;");
		assertThat(Snippet.files(ROOT, "p2p-sample-chat/src/main/java/.*\\.java")).noneMatch(snippet::isExcerptOf);
	}

}
