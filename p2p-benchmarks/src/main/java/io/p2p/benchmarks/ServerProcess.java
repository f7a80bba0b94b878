package io.p2p.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own.
 */
final class ServerProcess implements AutoCloseable {

	private static final String PREFIX = "bench:";

	private static final int ANSWER_SECONDS = 60;

	private static final int STOP_SECONDS = 3;

	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	private final Process process;

	private final int port;

	private final Path log;

	private final Writer commands;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private ServerProcess(Process process, int port, Path log) {
		this.process = process;
		this.port = port;
		this.log = log;
		this.commands = process.outputWriter(StandardCharsets.UTF_8);
	}

	static ServerProcess start(Contestant contestant, Machine machine) {
		try {
			int port = freePort();
			List<String> command = new ArrayList<>(machine.pinned(contestant.command(machine)));
			command.add(String.valueOf(port));
			Files.createDirectories(machine.logs());
			Path log = machine.logs().resolve(contestant.id() + ".log");
			Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
			ServerProcess server = new ServerProcess(process, port, log);
			Thread reader = new Thread(server::readAnswers, "answers");
			reader.setDaemon(true);
			reader.start();
			server.answer("ready");
			return server;
		}
		catch (IOException ex) {
			throw new BenchException("The server did not start: " + ex.getMessage(), ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void readAnswers() {
		try (BufferedReader out = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = out.readLine(); line != null; line = out.readLine()) {
				if (line.startsWith(PREFIX)) {
					this.answers.add(line.substring(PREFIX.length()));
				}
			}
			this.answers.add("ended");
		}
		catch (IOException ex) {
			this.answers.add("ended");
		}
	}

	private String answer(String to) {
		try {
			String answer = this.answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
			if (answer == null || !answer.startsWith(to)) {
				throw new BenchException(
						"The server answered " + answer + " to " + to + ", see " + this.log.getFileName());
			}
			return answer.substring(to.length()).strip();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BenchException("Interrupted", ex);
		}
	}

	private long ask(String command) {
		try {
			this.commands.write(command + "\n");
			this.commands.flush();
			return Long.parseLong(answer(command));
		}
		catch (IOException ex) {
			throw new BenchException("The server is gone, see " + this.log.getFileName(), ex);
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * CPU time that the process has used, in seconds.
	 */
	double cpuSeconds() {
		return cpuSeconds(String.valueOf(this.process.pid()));
	}

	static double cpuSeconds(String pid) {
		try {
			String stat = Files.readString(Path.of("/proc", pid, "stat"));
			// after the name, which may hold spaces
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / Machine.TICKS_PER_SECOND;
		}
		catch (IOException ex) {
			throw new BenchException("The server is gone", ex);
		}
	}

	/**
	 * Resident memory, in bytes.
	 */
	long residentBytes() {
		try (var lines = Files.lines(Path.of("/proc", String.valueOf(this.process.pid()), "status"))) {
			String line = lines.filter((any) -> any.startsWith("VmRSS")).findFirst().orElse("0");
			return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
		}
		catch (IOException | UncheckedIOException ex) {
			throw new BenchException("The server is gone", ex);
		}
	}

	/**
	 * Collect garbage.
	 * @return bytes of heap in use thereafter
	 */
	long collectGarbage() {
		return ask("gc");
	}

	/**
	 * Bytes that the server's threads have allocated since its start, less than 0 if it
	 * cannot tell.
	 */
	long allocatedBytes() {
		return ask("allocated");
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
