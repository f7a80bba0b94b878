package io.p2p.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.p2p.support.WebContainer;

/**
 * The {@link SoakServer} as its parent sees it.
 */
public final class ServerProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader out;

	private final Writer in;

	private final int port;

	/**
	 * Start a server.
	 * @param memory as much heap as it may have, and as much off the heap
	 * @param properties its {@code name=value} properties
	 */
	public ServerProcess(String memory, String... properties) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + memory,
						"-XX:MaxDirectMemorySize=" + memory, "-XX:+ExitOnOutOfMemoryError",
						"-D" + WebContainer.PROPERTY + "=" + WebContainer.current(), "-cp",
						System.getProperty("java.class.path"), SoakServer.class.getName()));
		command.addAll(List.of(properties));
		try {
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.out = this.process.inputReader(StandardCharsets.UTF_8);
		this.in = this.process.outputWriter(StandardCharsets.UTF_8);
		this.port = Integer.parseInt(await("port ").split(" ")[1]);
	}

	public int port() {
		return this.port;
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	synchronized Measure measure() {
		String[] parts = ask("measure", "measured ").split(" ", 4);
		return new Measure(Long.parseLong(parts[1]), Integer.parseInt(parts[2]), parts[3]);
	}

	/**
	 * How many clients the server has disconnected because they did not read.
	 */
	public synchronized int slowConsumers() {
		return Integer.parseInt(ask("slow", "slow ").split(" ")[1]);
	}

	private String ask(String question, String answer) {
		try {
			this.in.write(question + "\n");
			this.in.flush();
			return await(answer);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String await(String prefix) {
		try {
			String line = this.out.readLine();
			while (line != null && !line.startsWith(prefix)) {
				line = this.out.readLine();
			}
			if (line == null) {
				throw new IllegalStateException("The server has died");
			}
			return line;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
	}

	record Measure(long heap, int entries, String census) {

	}

}
