package io.p2p.cluster.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.core.ExecutableProvider;

import static org.awaitility.Awaitility.await;

/**
 * A server of Redis in a folder of its own, on a free port.
 */
final class RedisServer implements AutoCloseable {

	private static final String SENTINEL = "--sentinel";

	private final List<String> arguments;

	private final Path folder;

	private final int port;

	private final RedisClient client;

	private Process process;

	private StatefulRedisConnection<String, String> connection;

	private StatefulRedisConnection<byte[], byte[]> raw;

	private RedisServer(List<String> arguments) throws IOException {
		this.arguments = arguments;
		this.folder = Files.createTempDirectory("p2p-redis");
		this.port = freePort();
		this.client = RedisClient.create(uri());
		run();
	}

	static RedisServer start(String... arguments) {
		try {
			return new RedisServer(List.of(arguments));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Below the ports that systems give to whoever connects: a client that looks for a
	 * server that is away would be given its port now and then. A node of a cluster wants
	 * another one, 10,000 above.
	 */
	static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
			try (ServerSocket socket = new ServerSocket(port)) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Somebody has it
			}
		}
	}

	private Optional<String> executable() {
		String path = System.getenv("REDIS_SERVER_PATH");
		if (path != null) {
			return Optional.of(path);
		}
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "redis-server"))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst()
			.or(this::embedded);
	}

	/**
	 * The one that a library brings, older than what a Redis Cluster needs.
	 */
	private Optional<String> embedded() {
		try {
			return Optional.of(ExecutableProvider.newJarResourceProvider(this.folder.toFile()).get().getPath());
		}
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Start a Sentinel, under which the replica of a server takes over.
	 */
	static RedisServer sentinel(RedisServer master) {
		return start(SENTINEL, "monitor p2p 127.0.0.1 " + master.port() + " 1", "down-after-milliseconds p2p 500",
				"failover-timeout p2p 3000");
	}

	/**
	 * Skip the test if this is an older one, as the library brings.
	 */
	void assumeSeven() {
		Assumptions.assumeTrue(commands().info("server").matches("(?s).*redis_version:([7-9]|\\d\\d).*"),
				"The redis-server is older than 7");
	}

	/**
	 * Run any command.
	 */
	List<Object> run(String command, String... arguments) {
		CommandArgs<String, String> all = new CommandArgs<>(StringCodec.UTF8);
		for (String argument : arguments) {
			all.add(argument);
		}
		return commands().dispatch(CommandType.valueOf(command), new ArrayOutput<>(StringCodec.UTF8), all);
	}

	/**
	 * Start the server, again if it has ended.
	 */
	void run() {
		Optional<String> executable = executable();
		Assumptions.assumeTrue(executable.isPresent(),
				"No redis-server in the PATH, and REDIS_SERVER_PATH does not name one");
		try {
			List<String> command = new ArrayList<>(List.of(executable.get()));
			if (this.arguments.contains(SENTINEL)) {
				Path file = this.folder.resolve("conf");
				List<String> lines = new ArrayList<>(
						List.of("port " + this.port, "bind 127.0.0.1", "dir " + this.folder));
				this.arguments.stream().skip(1).forEach((line) -> lines.add("sentinel " + line));
				Files.write(file, lines);
				command.addAll(List.of(file.toString(), SENTINEL));
			}
			else {
				command.addAll(List.of("--port", String.valueOf(this.port), "--bind", "127.0.0.1", "--save", "",
						"--dir", this.folder.toString()));
				command.addAll(this.arguments);
			}
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
				this.raw = this.client.connect(ByteArrayCodec.INSTANCE);
			}
			return this.connection.sync().ping().equals("PONG");
		});
	}

	RedisURI uri() {
		return RedisURI.create("127.0.0.1", this.port);
	}

	int port() {
		return this.port;
	}

	RedisCommands<String, String> commands() {
		return this.connection.sync();
	}

	/**
	 * Listen to a channel.
	 */
	void listen(String channel, Consumer<String> listener) {
		StatefulRedisPubSubConnection<String, String> listening = this.client.connectPubSub(StringCodec.ASCII);
		listening.addListener(new RedisPubSubAdapter<>() {
			@Override
			public void message(String channel, String message) {
				listener.accept(message);
			}
		});
		listening.sync().subscribe(channel);
	}

	/**
	 * What its slow log has, from the first command on.
	 */
	Stream<String> commandsDone() {
		List<Object> log = new ArrayList<>(commands().slowlogGet(10_000));
		Collections.reverse(log);
		return log.stream()
			.map((entry) -> ((List<?>) ((List<?>) entry).get(3)).stream()
				.map(Object::toString)
				.collect(Collectors.joining(" ")));
	}

	/**
	 * The state of a room.
	 */
	RoomState room(String name) {
		return RoomState
			.of(this.raw.sync().hget(RedisScript.bytes("p2p:test:{r" + name + "}:s"), new byte[] { -1, 'v' }));
	}

	/**
	 * A key as it is now, empty for one that there is not.
	 */
	byte[] dump(String key) {
		byte[] value = commands().dump(key);
		return (value != null) ? value : new byte[0];
	}

	void restore(String key, byte[] value) {
		if (value.length == 0) {
			commands().del(key);
		}
		else {
			commands().restore(key, value, RestoreArgs.Builder.ttl(600_000).replace());
		}
	}

	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	void freeze() {
		signal("-STOP");
	}

	void thaw() {
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
