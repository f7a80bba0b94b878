package io.p2p.sample.chat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.socket.client.IO;
import io.socket.client.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The image, from the jar that has been built: the Dockerfile's commands, as they are
 * written there.
 */
@Tag("image")
class ImageTests {

	@TempDir
	private Path directory;

	@Test
	void listensAtTheHostsPortAndLetsItsClientsFinish() throws Exception {
		Dockerfile image = new Dockerfile(Path.of("").toAbsolutePath(), this.directory);
		assertThat(image.user()).matches("[1-9]\\d*(:[1-9]\\d*)?");
		Map<String, String> environment = new HashMap<>(new Compose().environment("chat"));
		int port = freePort();
		environment.put("PORT", String.valueOf(port));
		// halves the start, as in bin/chat
		environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
		assertThat(image.health(environment)).isNotZero();
		Path log = this.directory.resolve("container.log");
		Process container = image.start(environment, log);
		try {
			await().atMost(Duration.ofMinutes(2)).until(() -> {
				assertThat(container.isAlive()).as("what %s says", log).isTrue();
				return image.health(environment) == 0;
			});
			CompletableFuture<Boolean> gone = new CompletableFuture<>();
			Socket socket = connect(port, gone);
			container.destroy();
			// what Docker and Cloud Run wait for
			assertThat(container.waitFor(10, TimeUnit.SECONDS)).isTrue();
			// 128 and SIGTERM
			assertThat(container.exitValue()).isEqualTo(143);
			assertThat(gone).succeedsWithin(Duration.ofSeconds(10));
			socket.close();
			assertThat(log).content()
				.containsSubsequence("P2P server listens on the web server's port " + port, "lets its clients finish",
						"path /socket.io stopped", "Graceful shutdown complete");
		}
		finally {
			container.destroyForcibly().waitFor();
		}
	}

	private static Socket connect(int port, CompletableFuture<Boolean> gone) {
		IO.Options options = IO.Options.builder().setForceNew(true).setReconnection(false).build();
		Socket socket = IO.socket(URI.create("http://localhost:" + port), options);
		CompletableFuture<Boolean> connected = new CompletableFuture<>();
		socket.on(Socket.EVENT_CONNECT, (arguments) -> connected.complete(true));
		socket.on(Socket.EVENT_DISCONNECT, (arguments) -> gone.complete(true));
		socket.connect();
		assertThat(connected).succeedsWithin(Duration.ofSeconds(20));
		return socket;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
