package io.p2p.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/**
 * A real TURN server on the loopback. Where none is installed, tests that ask for it are
 * skipped.
 */
public final class Coturn implements AutoCloseable {

	private final Path folder;

	private final Process process;

	private final int port;

	private Coturn(Path folder, Process process, int port) {
		this.folder = folder;
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a server.
	 * @param secrets what it shares with those who make credentials
	 */
	public static Coturn start(String... secrets) {
		String program = Stream
			.concat(Stream.ofNullable(System.getenv("TURNSERVER_PATH")),
					Stream.of(System.getenv("PATH").split(File.pathSeparator)).map((path) -> path + "/turnserver"))
			.filter((path) -> new File(path).canExecute())
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(program != null,
				"NO TURN SERVER WAS TESTED: no turnserver on the PATH; install the package coturn");
		try {
			return start(program, secrets);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Coturn start(String program, String... secrets) throws IOException {
		Path folder = Files.createTempDirectory("coturn");
		int port = FreePort.find();
		List<String> command = new ArrayList<>(List.of(program, "-n", "--listening-ip=127.0.0.1",
				"--relay-ip=127.0.0.1", "--listening-port=" + port, "--use-auth-secret", "--realm=example.org",
				"--allow-loopback-peers", "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout",
				"--pidfile=" + folder.resolve("pid"), "--userdb=" + folder.resolve("users")));
		Stream.of(secrets).map((secret) -> "--static-auth-secret=" + secret).forEach(command::add);
		Process process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("log").toFile())
			.start();
		Coturn coturn = new Coturn(folder, process, port);
		try (TurnClient client = coturn.client()) {
			await().until(client::isAnswered);
		}
		return coturn;
	}

	public String uri() {
		return "turn:127.0.0.1:" + this.port + "?transport=udp";
	}

	public TurnClient client() {
		return new TurnClient(this.port);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			try (Stream<Path> files = Files.list(this.folder)) {
				for (Path file : files.toList()) {
					Files.delete(file);
				}
			}
			Files.delete(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
