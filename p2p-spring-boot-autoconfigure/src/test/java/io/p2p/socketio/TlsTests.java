package io.p2p.socketio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;

import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.IO;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.socketio.netty.SocketIoAttributes;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.DisabledOn;
import io.p2p.support.HttpClients;
import io.p2p.support.KeyStores;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;
import io.p2p.support.WebSocketFrames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * {@code p2p.server.ssl.bundle}, or that of the web server whose port is used.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

	private static final String BUNDLE = (WebContainer.current() == WebContainer.NONE) ? "p2p.server.ssl.bundle=web"
			: "server.ssl.bundle=web";

	@TempDir
	private static Path directory;

	private static KeyStores first;

	private static KeyStores second;

	@BeforeAll
	static void generate() {
		first = KeyStores.generate(directory, "first.p12");
		second = KeyStores.generate(directory, "second.p12");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jks", "pem" })
	void whenBundleIsSetThenClientsThatTrustItTalkOverEveryTransport(String type) {
		try (TestServer server = type.equals("jks") ? start(first.file()) : startPem();
				TestClient polling = connect(server, "polling");
				TestClient webSocket = connect(server, "websocket");
				TestClient upgrading = connect(server, "polling", "websocket")) {
			polling.emit("from", "polling", "ü".repeat(100_000));
			webSocket.emit("from", "websocket", new byte[] { 1, 2, 3 });
			IntStream.range(0, 100).forEach((i) -> upgrading.emit("from", i));
			polling.awaitTimes("from", 101);
			webSocket.awaitTimes("from", 101);
			upgrading.awaitTimes("from", 2);
			assertThat(polling.heard("from").get(0)).hasSizeLessThan(3);
			assertThat(webSocket.order("from")).contains("polling")
				.containsSubsequence(IntStream.range(0, 100).boxed().toArray());
		}
	}

	@Test
	void whenSessionsMoveToWebSocketsThenTheirEventLoopsDoNotMatter() {
		try (TestServer server = start(first.file())) {
			RawClient client = raw(server);
			for (int i = 0; i < 20; i++) {
				String session = client.poll();
				RawClient.Socket socket = client.webSocket(session.replace("polling", "websocket"));
				socket.send("2probe");
				assertThat(socket.next()).isEqualTo("3probe");
				socket.send("5");
				socket.send("40");
				assertThat(socket.next().toString()).startsWith("40{");
				socket.send("1");
			}
		}
	}

	@Test
	void whenClientDoesNotTrustTheCertificateThenItDoesNotConnect(CapturedOutput output) {
		try (TestServer server = start(first.file());
				TestClient stranger = TestClient.open(server, "/", options(second));
				TestClient friend = connect(server, "websocket")) {
			stranger.awaitEvent("connect_error");
			assertThat(friend.askAll("chat")).isEmpty();
		}
		assertThat(output).doesNotContain("Exception");
	}

	@Test
	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY, WebContainer.NETTY },
			reason = "the web server says so in its own words")
	void whenThereIsNoSuchBundleThenTheServerDoesNotStartAndSaysWhy() {
		assertThatThrownBy(() -> TestServer.start("p2p.server.ssl.bundle=unknown")).rootCause()
			.hasMessageContaining("'p2p.server.ssl.bundle' is 'unknown'");
	}

	@DisabledOn(value = { WebContainer.JETTY }, reason = "Boot reloads no bundle of Jetty's")
	@Test
	void whenKeyStoreIsReplacedThenNewConnectionsGetTheNewCertificateAndOldOnesGoOn() throws IOException {
		Path file = Files.copy(first.file(), directory.resolve("live.p12"));
		X509TrustManager both = KeyStores.trust(first, second);
		try (TestServer server = start(file, "spring.ssl.bundle.jks.web.reload-on-update=true",
				"spring.ssl.bundle.watch.file.quiet-period=50ms"); TestClient old = connect(server, "websocket")) {
			assertThat(certificate(server, both)).isEqualTo(first.certificate());
			Path next = Files.copy(second.file(), directory.resolve("next.p12"));
			Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			await().untilAsserted(() -> assertThat(certificate(server, both)).isEqualTo(second.certificate()));
			assertThat(old.askAll("chat")).isEmpty();
			assertThat(old.heard("disconnect")).isEmpty();
		}
	}

	@DisabledOn(value = { WebContainer.JETTY }, reason = "Boot reloads no bundle of Jetty's")
	@Test
	void whenNewKeyStoreCannotBeReadThenTheOldCertificateStays(CapturedOutput output) throws IOException {
		Path file = Files.copy(first.file(), directory.resolve("broken.p12"));
		X509TrustManager both = KeyStores.trust(first, second);
		try (TestServer server = start(file, "spring.ssl.bundle.jks.web.reload-on-update=true",
				"spring.ssl.bundle.watch.file.quiet-period=50ms")) {
			Files.writeString(file, "no key store");
			await().until(() -> output.getOut().contains("broken.p12"));
			assertThat(certificate(server, both)).isEqualTo(first.certificate());
			Files.copy(second.file(), file, StandardCopyOption.REPLACE_EXISTING);
			await().untilAsserted(() -> assertThat(certificate(server, both)).isEqualTo(second.certificate()));
		}
	}

	@DisabledOn(value = { WebContainer.TOMCAT }, reason = "it answers in plain HTTP that it expects TLS")
	@Test
	void whenSomebodySpeaksPlainHttpThenNobodyIsDisturbedAndNothingIsLogged(CapturedOutput output) throws IOException {
		try (TestServer server = start(first.file()); TestClient alice = connect(server, "websocket")) {
			try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				plain.setSoTimeout(10_000);
				plain.getOutputStream().write("GET /socket.io/ HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				byte[] answer = plain.getInputStream().readAllBytes();
				assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
			}
			try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				assertThat(alice.askAll("chat")).isEmpty();
				silent.setSoTimeout(10_000);
				silent.shutdownOutput();
				assertThat(silent.getInputStream().read()).isEqualTo(-1);
			}
		}
		assertThat(output).doesNotContain("Exception", "\tat ");
	}

	@DisabledOn(value = { WebContainer.JETTY }, reason = "it refuses a host that is not the certificate's")
	@Test
	void whenClientDoesNotReadThenWhatWaitsForItIsBounded() throws IOException {
		try (TestServer server = start(first.file(), "p2p.server.slow-consumer.max-queued=500KB",
				"p2p.server.max-payload=500KB"); Socket plain = new Socket()) {
			Queue<String> reasons = new ConcurrentLinkedQueue<>();
			server.bean(SocketIOServer.class)
				.addDisconnectListener((client) -> reasons.add(client.get(SocketIoAttributes.DISCONNECT_REASON)));
			plain.setReceiveBufferSize(10_000);
			plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
			try (SSLSocket slow = tls(plain, KeyStores.trust(first)); TestClient alice = connect(server, "websocket")) {
				WebSocketFrames.open(slow, "EIO=4&transport=websocket");
				slow.getOutputStream().write(WebSocketFrames.text("40"));
				await().untilAsserted(() -> assertThat(server.bean(PeerNamespaceHandler.class).peers()).hasSize(2));
				for (int i = 0; i < 200 && reasons.isEmpty(); i++) {
					alice.askAll("chat", "x".repeat(100_000));
				}
				await().untilAsserted(() -> assertThat(reasons).containsExactly("slow consumer"));
				assertThat(alice.askAll("chat")).isEmpty();
			}
		}
	}

	private static TestServer start(Path file, String... properties) {
		Object[] all = new Object[properties.length + 3];
		all[0] = BUNDLE;
		all[1] = "spring.ssl.bundle.jks.web.keystore.location=file:" + file;
		all[2] = "spring.ssl.bundle.jks.web.keystore.password=" + KeyStores.PASSWORD;
		System.arraycopy(properties, 0, all, 3, properties.length);
		return TestServer.start(all);
	}

	private static TestServer startPem() {
		String pem = first.writePem();
		return TestServer.start(BUNDLE, "spring.ssl.bundle.pem.web.keystore.certificate=file:" + pem + ".crt",
				"spring.ssl.bundle.pem.web.keystore.private-key=file:" + pem + ".key");
	}

	private static TestClient connect(TestServer server, String... transports) {
		IO.Options options = options(first);
		options.transports = transports;
		return TestClient.connect(server, "/", options);
	}

	private static IO.Options options(KeyStores trusted) {
		OkHttpClient client = HttpClients.trusting(trusted).okHttp();
		IO.Options options = new IO.Options();
		options.callFactory = client;
		options.webSocketFactory = client;
		return options;
	}

	private static RawClient raw(TestServer server) {
		HttpClients clients = HttpClients.trusting(first);
		return new RawClient(server, clients.http(), clients.okHttp());
	}

	private static Certificate certificate(TestServer server, X509TrustManager trust) throws IOException {
		try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
				SSLSocket socket = tls(plain, trust)) {
			socket.startHandshake();
			return socket.getSession().getPeerCertificates()[0];
		}
	}

	private static SSLSocket tls(Socket plain, X509TrustManager trust) throws IOException {
		return (SSLSocket) KeyStores.context(trust)
			.getSocketFactory()
			.createSocket(plain, "127.0.0.1", plain.getPort(), true);
	}

}
