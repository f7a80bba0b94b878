package io.p2p.sample.chat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.util.Assert;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does what a Dockerfile says, without an engine: each stage is a folder, and commands
 * run in it as they are written, with this JVM's {@code java}.
 */
final class Dockerfile {

	private static final Pattern INSTRUCTION = Pattern.compile("([A-Z]+)\\s+(.*)");

	private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

	private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

	private static final Set<String> ABOUT_THE_IMAGE = Set.of("ARG", "EXPOSE");

	private final Path context;

	private final Path stages;

	private final Map<String, Path> roots = new HashMap<>();

	private final Map<String, String> variables = new HashMap<>();

	private Path root;

	private Path directory;

	private String user = "root";

	private String healthcheck = "";

	private List<String> entrypoint = List.of();

	/**
	 * Do all that the file says.
	 * @param context the folder that has it
	 * @param stages an empty folder
	 */
	Dockerfile(Path context, Path stages) {
		this.context = context;
		this.stages = stages;
		this.root = stages;
		this.directory = stages;
		String text = read(context.resolve("Dockerfile")).replaceAll("(?m)^#.*\n", "").replace("\\\n", " ");
		text.lines().filter((line) -> !line.isBlank()).forEach(this::execute);
	}

	private void execute(String line) {
		Matcher instruction = INSTRUCTION.matcher(line);
		Assert.state(instruction.matches(), () -> "No instruction: " + line);
		String argument = instruction.group(2);
		switch (instruction.group(1)) {
			case "FROM" -> from(argument);
			case "WORKDIR" -> this.directory = folder(inside(argument));
			case "COPY" -> copy(argument.split("\\s+"));
			case "RUN" -> assertThat(run(argument, Map.of())).as(argument).isZero();
			case "ENV" -> VARIABLE.matcher(argument)
				.results()
				.forEach((found) -> this.variables.put(found.group(1), value(found)));
			case "USER" -> this.user = argument;
			case "HEALTHCHECK" -> this.healthcheck = argument.replaceFirst(".*?\\bCMD\\s+", "");
			case "ENTRYPOINT" -> this.entrypoint = words(argument);
			default -> assertThat(instruction.group(1)).isIn(ABOUT_THE_IMAGE);
		}
	}

	private static String value(MatchResult variable) {
		return (variable.group(2) != null) ? variable.group(2) : variable.group(3);
	}

	private void from(String image) {
		String[] words = image.split("\\s+");
		this.root = folder(this.stages.resolve(String.valueOf(this.roots.size())));
		this.directory = this.root;
		this.roots.put((words.length == 3) ? words[2] : "the image", this.root);
		this.variables.clear();
		this.user = "root";
	}

	// in a container, / is the stage's folder
	private Path inside(String path) {
		return path.startsWith("/") ? this.root.resolve(path.substring(1)) : this.directory.resolve(path);
	}

	private void copy(String[] words) {
		Path target = folder(inside(words[words.length - 1]));
		if (words[0].startsWith("--from=")) {
			Path source = this.roots.get(words[0].substring("--from=".length())).resolve(words[1].substring(1));
			copy(source, target);
			return;
		}
		Path source = this.context.resolve(words[0]);
		assertThat(read(this.context.resolve(".dockerignore"))).as("what Docker is given").contains("!" + words[0]);
		assertThat(source).exists();
		copy(source, target.resolve(source.getFileName()));
	}

	private static void copy(Path source, Path target) {
		try {
			FileSystemUtils.copyRecursively(source, target);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Who runs the application.
	 */
	String user() {
		return this.user;
	}

	/**
	 * Ask how the container is, as Docker does.
	 * @param environment what the container is given
	 * @return zero if it is healthy
	 */
	int health(Map<String, String> environment) {
		return run(this.healthcheck, environment);
	}

	/**
	 * Start the container.
	 * @param environment what it is given
	 * @param log what it says
	 */
	Process start(Map<String, String> environment, Path log) {
		return start(this.entrypoint, environment, log.toFile());
	}

	private int run(String command, Map<String, String> environment) {
		try {
			return start(List.of("sh", "-c", command), environment, this.stages.resolve("log").toFile()).waitFor();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Process start(List<String> command, Map<String, String> environment, File log) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
		Path java = Path.of(System.getProperty("java.home"), "bin");
		builder.environment().keySet().removeIf((name) -> !name.equals("PATH"));
		builder.environment().merge("PATH", "", (path, empty) -> java + File.pathSeparator + path);
		builder.environment().putAll(this.variables);
		builder.environment().putAll(environment);
		try {
			if (command.get(0).equals("java")) {
				builder.command(
						Stream.concat(Stream.of(java.resolve("java").toString()), command.stream().skip(1)).toList());
			}
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// the form with brackets: without it there is a shell in between, which keeps signals
	// for itself
	private static List<String> words(String json) {
		assertThat(json).startsWith("[").endsWith("]");
		List<String> words = new ArrayList<>();
		QUOTED.matcher(json).results().forEach((word) -> words.add(word.group(1)));
		return words;
	}

	private static Path folder(Path path) {
		try {
			return Files.createDirectories(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
