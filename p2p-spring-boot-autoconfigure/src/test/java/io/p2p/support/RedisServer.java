package io.p2p.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/**
 * A server of Redis in a folder of its own, on a free port.
 */
public final class RedisServer implements AutoCloseable {

	private final List<String> arguments;

	private final Path folder;

	private final int port;

	private final RedisClient client;

	private Process process;

	private StatefulRedisConnection<String, String> connection;

	private RedisServer(List<String> arguments) throws IOException {
		this.arguments = arguments;
		this.folder = Files.createTempDirectory("p2p-redis");
		this.port = FreePort.find();
		this.client = RedisClient.create(uri());
		run();
	}

	public static RedisServer start(String... arguments) {
		try {
			return new RedisServer(List.of(arguments));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Optional<String> executable() {
		String path = System.getenv("REDIS_SERVER_PATH");
		if (path != null) {
			return Optional.of(path);
		}
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "redis-server"))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

	/**
	 * Start the server, again if it has ended.
	 */
	public void run() {
		Optional<String> executable = executable();
		Assumptions.assumeTrue(executable.isPresent(),
				"No redis-server in the PATH, and REDIS_SERVER_PATH does not name one");
		List<String> command = new ArrayList<>(List.of(executable.get(), "--port", String.valueOf(this.port), "--bind",
				"127.0.0.1", "--save", "", "--dir", this.folder.toString()));
		command.addAll(this.arguments);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
			if (this.connection == null) {
				this.connection = this.client.connect();
			}
			return this.connection.sync().ping().equals("PONG");
		});
	}

	public RedisURI uri() {
		return RedisURI.create("127.0.0.1", this.port);
	}

	public int port() {
		return this.port;
	}

	public RedisCommands<String, String> commands() {
		return this.connection.sync();
	}

	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	public void freeze() {
		signal("-STOP");
	}

	public void thaw() {
		signal("-CONT");
	}

	private void signal(String signal) {
		try {
			new ProcessBuilder("kill", signal, String.valueOf(this.process.pid())).start().waitFor(5, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
		kill();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted((one, other) -> other.compareTo(one)).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
