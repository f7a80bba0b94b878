package io.p2p.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real proxy or balancer on the loopback. Where it is not installed, tests that ask for
 * it are skipped.
 */
public final class ReverseProxy implements AutoCloseable {

	private static final List<String> APACHE_MODULES = List.of("mpm_event", "authz_core", "socache_shmcb", "ssl",
			"headers", "proxy", "proxy_http");

	private final Path folder;

	private final Process process;

	private final int port;

	private final List<String> reload;

	private ReverseProxy(Path folder, List<String> command, List<String> reload, int port) throws IOException {
		this.folder = folder;
		this.port = port;
		this.process = run(command);
		this.reload = reload.stream().map((word) -> word.replace("<pid>", "" + this.process.pid())).toList();
	}

	/**
	 * Start haproxy.
	 * @param configuration its file, in which it listens at a port
	 * @param port the port
	 */
	public static ReverseProxy haproxy(String configuration, int port) {
		return start("haproxy", "haproxy.cfg", configuration, List.of("-W", "-db", "-f", "haproxy.cfg"), "USR2", port);
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
		return start("nginx", "nginx.conf", configuration, List.of("-e", "stderr", "-p", ".", "-c", "nginx.conf"),
				"HUP", port);
	}

	/**
	 * Start Apache, where its modules are as Debian has them.
	 * @param hosts its virtual hosts, one of which listens at a port
	 * @param port the port
	 */
	public static ReverseProxy apache(String hosts, int port) {
		StringBuilder configuration = new StringBuilder();
		for (String module : APACHE_MODULES) {
			configuration.append("LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so%n".formatted(module));
		}
		configuration.append("""
				ServerName localhost
				User nobody
				Group nogroup
				DefaultRuntimeDir .
				PidFile pid
				ErrorLog /dev/stderr
				Listen 127.0.0.1:%d
				""".formatted(port)).append(hosts);
		return start("apache2", "apache.conf", configuration.toString(),
				List.of("-D", "FOREGROUND", "-d", ".", "-f", "apache.conf"), "USR1", port);
	}

	/**
	 * Start Caddy.
	 * @param sites its sites, one of which listens at a port
	 * @param port the port
	 */
	public static ReverseProxy caddy(String sites, int port) {
		String configuration = """
				{
					admin unix/admin
					default_bind 127.0.0.1
					storage file_system storage
					auto_https disable_redirects
					skip_install_trust
				}
				""" + sites;
		return start("caddy", "Caddyfile", configuration, List.of("run"), "", port);
	}

	private static ReverseProxy start(String program, String file, String configuration, List<String> options,
			String reload, int port) {
		String path = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.map((folder) -> folder + "/" + program)
			.filter((candidate) -> new File(candidate).canExecute())
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(path != null, "NO PROXY WAS TESTED: no " + program + " on the PATH; install it");
		try {
			Path folder = Files.createTempDirectory(program);
			// the processes that do the work are not root's, whoever starts them
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
			Files.writeString(folder.resolve(file), configuration);
			List<String> command = Stream.concat(Stream.of(path), options.stream()).toList();
			List<String> reloading = reload.isEmpty() ? List.of(path, "reload", "--force", "--address", "unix/admin")
					: List.of("kill", "-" + reload, "<pid>");
			ReverseProxy proxy = new ReverseProxy(folder, command, reloading, port);
			await().until(proxy::listens);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Process run(List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("log").toFile()));
		builder.environment().put("HOME", this.folder.toString());
		return builder.start();
	}

	private boolean listens() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The proxy has ended: " + log());
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private String log() throws IOException {
		return Files.readString(this.folder.resolve("log"));
	}

	/**
	 * Have it read its configuration and certificates again, as its packages' services
	 * do. It may take a moment.
	 */
	public void reload() {
		try {
			Process command = run(this.reload);
			assertThat(command.waitFor(30, TimeUnit.SECONDS) && command.exitValue() == 0).as(log()).isTrue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The servers behind it, as clients see them.
	 */
	public TestServer server() {
		return TestServer.elsewhere(this.port);
	}

	/**
	 * The servers behind it, as clients see them over TLS.
	 */
	public TestServer server(HttpClients clients) {
		return TestServer.elsewhere(this.port, clients);
	}

	@Override
	public void close() {
		List<ProcessHandle> workers = this.process.descendants().toList();
		this.process.destroy();
		try {
			if (!this.process.waitFor(1, TimeUnit.SECONDS)) {
				// Apache gives the connections that it has some more seconds
				workers.forEach(ProcessHandle::destroyForcibly);
				this.process.destroyForcibly().waitFor();
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
