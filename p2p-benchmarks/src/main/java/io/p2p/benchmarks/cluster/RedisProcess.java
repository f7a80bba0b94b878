package io.p2p.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.p2p.benchmarks.BenchException;
import io.p2p.benchmarks.Machine;
import io.p2p.benchmarks.ServerProcess;

/**
 * A Redis that keeps nothing on disk, on the core of the servers.
 */
final class RedisProcess implements AutoCloseable {

	private static final String COMMANDS = "total_commands_processed:";

	private static final String PROGRAM = Optional.ofNullable(System.getenv("REDIS_SERVER_PATH"))
		.orElse("redis-server");

	private static final int START_SECONDS = 10;

	private static final int RETRY_MILLIS = 20;

	private final Process process;

	private final int port;

	private RedisProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start one and wait until it answers.
	 */
	static RedisProcess start(Machine machine) {
		try {
			Files.createDirectories(machine.logs());
			int port = ServerProcess.freePort();
			List<String> command = machine.pinned(List.of(PROGRAM, "--port", String.valueOf(port), "--bind",
					"127.0.0.1", "--save", "", "--appendonly", "no", "--dir", machine.logs().toString()));
			Path log = machine.logs().resolve("redis.log");
			RedisProcess redis = new RedisProcess(
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(), port);
			redis.awaitStart();
			return redis;
		}
		catch (IOException ex) {
			throw new BenchException(PROGRAM + " did not start: " + ex.getMessage(), ex);
		}
	}

	private void awaitStart() {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
		while (!answers()) {
			if (System.nanoTime() > end || !this.process.isAlive()) {
				close();
				throw new BenchException("Redis did not start, see redis.log");
			}
			try {
				new CountDownLatch(1).await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new BenchException("Interrupted", ex);
			}
		}
	}

	private boolean answers() {
		try {
			return commands() > 0;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * How many commands it has carried out.
	 * @throws UncheckedIOException if it does not answer
	 */
	long commands() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			socket.getOutputStream().write("INFO stats\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
			return in.lines()
				.filter((line) -> line.startsWith(COMMANDS))
				.mapToLong((line) -> Long.parseLong(line.substring(COMMANDS.length())) + 1)
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.port;
	}

	double cpuSeconds() {
		return ServerProcess.cpuSeconds(String.valueOf(this.process.pid()));
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
