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
 *
 * @since 0.1.0
 */
public final class ServerProcess implements Server, AutoCloseable {

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
		return start(contestant.id(), contestant.command(machine), machine);
	}

	/**
	 * Start a server and wait until it listens.
	 * @param name what its log is called
	 * @param server the command, to which the port is added
	 * @param machine where it runs
	 * @return the server
	 */
	public static ServerProcess start(String name, List<String> server, Machine machine) {
		try {
			int port = freePort();
			List<String> command = new ArrayList<>(machine.pinned(server));
			command.add(String.valueOf(port));
			Files.createDirectories(machine.logs());
			Path log = machine.logs().resolve(name + ".log");
			Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
			ServerProcess started = new ServerProcess(process, port, log);
			Thread reader = new Thread(started::readAnswers, "answers");
			reader.setDaemon(true);
			reader.start();
			started.answer("ready");
			return started;
		}
		catch (IOException ex) {
			throw new BenchException("The server did not start: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Find a port that nobody has.
	 * @return its number
	 * @throws IOException if there is none
	 */
	public static int freePort() throws IOException {
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

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	@Override
	public double cpuSeconds() {
		return cpuSeconds(String.valueOf(this.process.pid()));
	}

	/**
	 * CPU time that those threads of a JVM have used which compile, user and system.
	 * @return seconds, 0 for what is no JVM
	 */
	public double compilersCpuSeconds() {
		String tasks = this.process.pid() + "/task";
		try (var threads = Files.list(Path.of("/proc", tasks))) {
			return threads.mapToDouble((thread) -> compilerCpuSeconds(tasks, thread)).sum();
		}
		catch (IOException ex) {
			throw new BenchException("The server is gone", ex);
		}
	}

	private static double compilerCpuSeconds(String tasks, Path thread) {
		try {
			boolean compiler = Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*");
			return compiler ? cpuSeconds(tasks + "/" + thread.getFileName()) : 0;
		}
		catch (IOException | BenchException ex) {
			// the thread has ended meanwhile
			return 0;
		}
	}

	/**
	 * CPU time that a process has used, user and system.
	 * @param pid its id, or {@code self}
	 * @return seconds
	 */
	public static double cpuSeconds(String pid) {
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

	@Override
	public long residentBytes() {
		try (var lines = Files.lines(Path.of("/proc", String.valueOf(this.process.pid()), "status"))) {
			String line = lines.filter((any) -> any.startsWith("VmRSS")).findFirst().orElse("0");
			return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
		}
		catch (IOException | UncheckedIOException ex) {
			throw new BenchException("The server is gone", ex);
		}
	}

	@Override
	public long collectGarbage() {
		return ask("gc");
	}

	@Override
	public long allocatedBytes() {
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
