package io.p2p.sample.chat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/**
 * The real haproxy with the lines of {@code docs/operations.md}. Where it is not
 * installed, tests that ask for it are skipped.
 */
final class Haproxy implements AutoCloseable {

	private final Path log;

	private final int port;

	private final Process process;

	/**
	 * Start it.
	 * @param folder where it may write
	 * @param certificate the file of its certificate and key
	 * @param application the port of the application
	 */
	Haproxy(Path folder, Path certificate, int application) {
		String program = program();
		this.log = folder.resolve("haproxy.log");
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			String documented = Files.readString(Path.of("../docs/operations.md"))
				.replaceAll("(?s).*```text\n(frontend web\n.*?)```.*", "$1")
				.replace(":443 ", "127.0.0.1:" + this.port + " ")
				.replace("/etc/haproxy/chat.pem", certificate.toString())
				.replace("127.0.0.1:8080", "127.0.0.1:" + application);
			Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
					defaults
					  log stdout format raw local0
					  log-format "%HV %ST %HM %HU"
					  option logasap
					""" + documented);
			this.process = new ProcessBuilder(List.of(program, "-db", "-f", configuration.toString()))
				.redirectErrorStream(true)
				.redirectOutput(this.log.toFile())
				.start();
			await().until(this::listens);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where it is installed.
	 */
	static String program() {
		String program = Stream
			.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.map((place) -> place + "/haproxy")
			.filter((path) -> new File(path).canExecute())
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(program != null, "NO PROXY WAS TESTED: no haproxy on the PATH; install it");
		return program;
	}

	private boolean listens() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("haproxy has ended: " + log());
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * What has passed: lines of HTTP's version, the status, the method and the path.
	 */
	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
