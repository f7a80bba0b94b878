package io.p2p.starter;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An empty Spring Boot application with what README.md shows: the starter and no other
 * dependency, its lines of YAML, and its handler.
 */
final class NewcomersProject {

	private static final String APPLICATION = "demo.Application";

	private static final String AOT_CLASSES = "aot-classes";

	private static final String AOT_RESOURCES = "aot-resources";

	private final Path directory;

	private final String classPath;

	NewcomersProject(Path directory) throws IOException {
		this.directory = directory;
		// what is processed ahead of time has folders of its own, which are empty until
		// then
		this.classPath = Stream.of("classes", AOT_CLASSES, AOT_RESOURCES)
			.map((folder) -> directory.resolve(folder) + File.pathSeparator)
			.collect(Collectors.joining("", "", Files.readString(Path.of("target/runtime-class-path.txt")).strip()));
		Path classes = Files.createDirectories(directory.resolve("classes"));
		Files.writeString(classes.resolve("application.yml"), readme("yaml", "num-clients"));
		write("Application", """
				package demo;
				import org.springframework.boot.SpringApplication;
				import org.springframework.boot.autoconfigure.SpringBootApplication;
				@SpringBootApplication
				public class Application {
					public static void main(String[] args) {
						SpringApplication.run(Application.class, args);
					}
				}
				""");
		write("ChatHandler", """
				package demo;
				import org.springframework.stereotype.Component;
				import org.springframework.util.StringUtils;
				import io.p2p.annotation.*;
				import io.p2p.peer.*;
				""" + readme("java", "@PeerMessageHandler(\"peer-msg\")"));
		compile(directory.resolve("src"), classes);
	}

	/**
	 * Process it ahead of time, as the build of a native image begins.
	 */
	void processAheadOfTime() throws IOException, InterruptedException {
		Path sources = this.directory.resolve("aot-sources");
		Process aot = process(System.getProperty("java.home") + "/bin/java", List.of(),
				"org.springframework.boot.SpringApplicationAotProcessor", APPLICATION, sources.toString(),
				this.directory.resolve(AOT_RESOURCES).toString(), this.directory.resolve(AOT_CLASSES).toString(),
				"demo", "demo");
		String output = new String(aot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(aot.waitFor()).as(output).isZero();
		compile(sources, this.directory.resolve(AOT_CLASSES));
	}

	/**
	 * What the build of a native image is told is found by reflection.
	 */
	String hints() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory.resolve(AOT_RESOURCES + "/META-INF/native-image"))) {
			StringBuilder hints = new StringBuilder();
			for (Path file : files.filter((file) -> file.toString().endsWith(".json")).toList()) {
				hints.append(Files.readString(file));
			}
			return hints.toString();
		}
	}

	RunningApplication start(Jdk jdk, String... options) throws IOException {
		return new RunningApplication(process(jdk.java(), List.of(options), APPLICATION, "--p2p.server.port=0",
				"--p2p.server.address=127.0.0.1"));
	}

	private Process process(String java, List<String> options, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(java));
		command.addAll(options);
		command.addAll(List.of("-cp", this.classPath));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).directory(this.directory.toFile()).redirectErrorStream(true).start();
	}

	private void write(String name, String source) throws IOException {
		Path folder = Files.createDirectories(this.directory.resolve("src/demo"));
		Files.writeString(folder.resolve(name + ".java"), source);
	}

	private void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("--release", "17", "-parameters", "-proc:none", "-nowarn",
				"-d", classes.toString(), "-cp", this.classPath));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	private static String readme(String language, String content) throws IOException {
		Matcher blocks = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../README.md")));
		return blocks.results()
			.map((block) -> block.group(1))
			.filter((block) -> block.contains(content))
			.findFirst()
			.orElseThrow();
	}

}
