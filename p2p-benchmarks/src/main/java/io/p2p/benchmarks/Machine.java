package io.p2p.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the bench runs: its cores, its programs, and what is to be said of it.
 *
 * @param module the folder of this module
 * @param serverCore the core that servers are pinned to, or less than 0 for none
 * @since 0.1.0
 */
public record Machine(Path module, int serverCore) {

	/** Of the kernel, in /proc: USER_HZ is 100 wherever Linux runs Java. */
	static final double TICKS_PER_SECOND = 100;

	/**
	 * Look at where this runs.
	 * @return this machine
	 */
	public static Machine here() {
		return new Machine(Path.of(System.getProperty("bench.module", "p2p-benchmarks")).toAbsolutePath(),
				Integer.getInteger("bench.server-core", -1));
	}

	/**
	 * Where the servers and the packages of Node are.
	 * @return the folder
	 */
	public Path nodeFolder() {
		return this.module.resolve("node");
	}

	/**
	 * Where what a run leaves goes.
	 * @return the folder
	 */
	public Path logs() {
		return this.module.resolve("target/bench");
	}

	/**
	 * Say how a server on the JVM is started.
	 * @param server the class with its {@code main}
	 * @param options for the JVM
	 * @return the command
	 */
	public List<String> java(String server, String... options) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(options));
		// such as a flight recorder
		Collections.addAll(command, System.getProperty("bench.server-options", "").split("(?<=.) "));
		command.removeIf(String::isBlank);
		command.add("-cp");
		// of another build, to compare it with this one
		command.add(System.getProperty("bench.server-class-path", System.getProperty("java.class.path")));
		command.add("io.p2p.benchmarks.server." + server);
		return command;
	}

	/**
	 * Pin a command to the core of servers.
	 * @param command how it would be started anywhere
	 * @return how it is started there
	 */
	public List<String> pinned(List<String> command) {
		if (this.serverCore < 0) {
			return command;
		}
		List<String> pinned = new ArrayList<>(List.of("taskset", "-c", String.valueOf(this.serverCore)));
		pinned.addAll(command);
		return pinned;
	}

	/**
	 * Say what the machine is.
	 * @return part of a sentence
	 */
	public String description() {
		return LocalDate.now(ZoneOffset.UTC) + "; " + processors() + ", " + memoryGigabytes() + " GB; "
				+ System.getProperty("os.name") + " " + System.getProperty("os.version") + "; Java "
				+ System.getProperty("java.version") + " with its default settings; Node.js " + nodeVersion() + "; "
				+ ((this.serverCore < 0) ? "nothing pinned to cores"
						: "each server pinned to one core, the load to the other" + ((cores() > 2) ? "s" : ""));
	}

	private static String processors() {
		String model = line("/proc/cpuinfo", "model name").replaceFirst(".*:\\s*", "");
		return cores() + " cores (" + model + ")";
	}

	private static int cores() {
		try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return (int) lines.filter((line) -> line.startsWith("processor")).count();
		}
		catch (IOException ex) {
			return Runtime.getRuntime().availableProcessors();
		}
	}

	private static long memoryGigabytes() {
		String digits = line("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
		return digits.isEmpty() ? 0 : Math.round(Long.parseLong(digits) / 1048576.0);
	}

	private static String line(String file, String start) {
		try (var lines = Files.lines(Path.of(file))) {
			return lines.filter((line) -> line.startsWith(start)).findFirst().orElse("");
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String nodeVersion() {
		try {
			Process process = new ProcessBuilder("node", "--version").start();
			try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
				return String.valueOf(out.readLine()).replaceFirst("^v", "");
			}
		}
		catch (IOException ex) {
			return "none";
		}
	}

}
