package io.p2p.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/**
 * A real proxy or balancer on the loopback. Where it is not installed, tests that ask for
 * it are skipped.
 */
public final class ReverseProxy implements AutoCloseable {

	private final Path folder;

	private final Process process;

	private final int port;

	private ReverseProxy(Path folder, List<String> command, int port) throws IOException {
		this.folder = folder;
		this.port = port;
		this.process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("log").toFile())
			.start();
	}

	/**
	 * Start haproxy.
	 * @param configuration its file, in which it listens at a port
	 * @param port the port
	 */
	public static ReverseProxy haproxy(String configuration, int port) {
		return start("haproxy", "haproxy.cfg", configuration, List.of("-db", "-f"), port);
	}

	/**
	 * Start nginx.
	 * @param http what is in its block {@code http}, in which it listens at a port
	 * @param port the port
	 */
	public static ReverseProxy nginx(String http, int port) {
		String configuration = """
				daemon off;
				pid pid;
				worker_processes 1;
				events {}
				http {
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				%s
				}
				""".formatted(http);
		return start("nginx", "nginx.conf", configuration, List.of("-e", "stderr", "-p", ".", "-c"), port);
	}

	private static ReverseProxy start(String program, String file, String configuration, List<String> options,
			int port) {
		String path = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.map((folder) -> folder + "/" + program)
			.filter((candidate) -> new File(candidate).canExecute())
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(path != null, "NO PROXY WAS TESTED: no " + program + " on the PATH; install it");
		try {
			Path folder = Files.createTempDirectory(program);
			Files.writeString(folder.resolve(file), configuration);
			List<String> command = Stream.of(List.of(path), options, List.of(file)).flatMap(List::stream).toList();
			ReverseProxy proxy = new ReverseProxy(folder, command, port);
			await().until(proxy::listens);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A port that is free on all addresses of this machine.
	 */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean listens() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The proxy has ended: " + Files.readString(this.folder.resolve("log")));
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * The servers behind it, as clients see them.
	 */
	public TestServer server() {
		return TestServer.elsewhere(this.port);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			try (Stream<Path> files = Files.walk(this.folder)) {
				files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
