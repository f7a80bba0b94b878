package io.p2p.engineio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.socketio.netty.SocketIoAttributes;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebSocketFrames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code p2p.server.compression}. The Java client is one of those that offer none.
 */
class CompressionTests {

	private static final String WEB_SOCKET = "EIO=4&transport=websocket";

	private static final int MAX_PAYLOAD = 200_000;

	private TestServer server;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.server.compression=true", "p2p.server.max-payload=" + MAX_PAYLOAD + "B");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenCompressionIsOffThenNoneIsAgreedOn() throws IOException {
		try (TestServer plain = TestServer.start(); Compressing client = new Compressing(plain, WEB_SOCKET)) {
			assertThat(client.head).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
		}
	}

	@Test
	void whenCompressionIsOnThenItIsAgreedOnWithThoseWhoOfferIt() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
				Compressing client = new Compressing(this.server, WEB_SOCKET)) {
			assertThat(WebSocketFrames.open(socket, WEB_SOCKET)).doesNotContainIgnoringCase("extensions");
			assertThat(client.head).containsIgnoringCase("sec-websocket-extensions: permessage-deflate\r\n");
		}
	}

	@Test
	void whenSomeCompressAndOthersDoNotThenAllHearTheSame() throws IOException {
		try (TestClient alice = TestClient.plain(this.server);
				TestClient bob = TestClient.plain(this.server);
				Compressing one = new Compressing(this.server, WEB_SOCKET);
				Compressing two = new Compressing(this.server, WEB_SOCKET)) {
			one.connect();
			two.connect();
			for (int i = 0; i < 50; i++) {
				// like the ones before, for the context that goes on, and like nothing
				alice.emit("n", i, "üäöß😀 and again ".repeat(100 + i), random(i));
			}
			bob.awaitTimes("n", 50);
			for (int i = 0; i < 50; i++) {
				String text = "üäöß😀 and again ".repeat(100 + i);
				assertThat(bob.heard("n").get(i)).containsExactly(i, text, random(i));
				for (Compressing client : new Compressing[] { one, two }) {
					assertThat(client.nextText())
						.isEqualTo("451-[\"n\",%d,\"%s\",{\"_placeholder\":true,\"num\":0}]".formatted(i, text));
					assertThat(client.next(WebSocketFrames.COMPRESSED_BINARY)).isEqualTo(random(i));
				}
			}
			for (int i = 0; i < 20; i++) {
				one.send("42[\"back\",\"" + "compressed ".repeat(1_000 + i) + "\"]");
			}
			alice.awaitTimes("back", 20);
			for (int i = 0; i < 20; i++) {
				assertThat(alice.heard("back").get(i)).containsExactly("compressed ".repeat(1_000 + i));
				assertThat(two.nextText()).contains("compressed ".repeat(1_000 + i));
			}
		}
	}

	@Test
	void whenSessionMovesToAWebSocketThenItCompressesToo() throws IOException {
		RawClient polling = new RawClient(this.server);
		String session = polling.poll();
		polling.post(session, "40");
		polling.get(session);
		try (Compressing client = new Compressing(this.server, session.replace("polling", "websocket"));
				TestClient alice = TestClient.plain(this.server)) {
			client.send("2probe");
			assertThat(client.nextText()).isEqualTo("3probe");
			client.send("5");
			client.send("42[\"a\",\"" + "x".repeat(5_000) + "\"]");
			assertThat(alice.awaitEvent("a")).containsExactly("x".repeat(5_000));
			alice.emit("b", "y".repeat(5_000));
			assertThat(client.nextText()).isEqualTo("42[\"b\",\"" + "y".repeat(5_000) + "\"]");
		}
	}

	@Test
	void whenMessageIsLargeOnlyWhenDecompressedThenItsSenderIsDisconnectedAndNobodyElse() throws IOException {
		Queue<String> reasons = new ConcurrentLinkedQueue<>();
		this.server.bean(SocketIOServer.class)
			.addDisconnectListener((one) -> reasons.add(one.get(SocketIoAttributes.DISCONNECT_REASON)));
		try (Compressing client = new Compressing(this.server, WEB_SOCKET);
				TestClient bob = TestClient.plain(this.server)) {
			client.connect();
			client.send("42[\"fits\",\"" + "x".repeat(MAX_PAYLOAD - 100) + "\"]");
			bob.awaitEvent("fits");
			client.send("42[\"bomb\",\"" + "x".repeat(150_000_000) + "\"]");
			await().untilAsserted(() -> assertThat(reasons).contains("transport error"));
			assertThat(bob.askAll("chat")).isEmpty();
			assertThat(bob.heard("bomb")).isEmpty();
		}
	}

	private static byte[] random(int seed) {
		byte[] bytes = new byte[3_000];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	/**
	 * A client that compresses what it sends, by RFC 7692, and keeps its context.
	 */
	private static final class Compressing implements AutoCloseable {

		// what a flush ends with, and a message does not
		private static final byte[] TAIL = { 0, 0, -1, -1 };

		private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

		private final Inflater inflater = new Inflater(true);

		private final Socket socket;

		private final String head;

		Compressing(TestServer server, String query) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
			this.head = WebSocketFrames.open(this.socket, query, "Sec-WebSocket-Extensions: permessage-deflate");
		}

		void connect() throws IOException {
			assertThat(nextText()).startsWith("0{");
			send("40");
			assertThat(nextText()).startsWith("40{");
			assertThat(nextText()).startsWith("42[\"numClients\"");
		}

		void send(String text) throws IOException {
			this.deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] buffer = new byte[8192];
			int length = this.deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
			while (length > 0) {
				out.write(buffer, 0, length);
				length = (length < buffer.length) ? 0
						: this.deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
			}
			byte[] payload = Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
			this.socket.getOutputStream().write(WebSocketFrames.frame(WebSocketFrames.COMPRESSED_TEXT, payload));
		}

		String nextText() throws IOException {
			return new String(next(WebSocketFrames.COMPRESSED_TEXT), StandardCharsets.UTF_8);
		}

		byte[] next(int first) throws IOException {
			byte[] frame = WebSocketFrames.read(this.socket);
			assertThat(frame[0]).isEqualTo((byte) first);
			byte[] compressed = Arrays.copyOf(frame, frame.length + TAIL.length);
			System.arraycopy(TAIL, 0, compressed, frame.length, TAIL.length);
			this.inflater.setInput(compressed, 1, compressed.length - 1);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] buffer = new byte[8192];
			try {
				for (int length = this.inflater.inflate(buffer); length > 0; length = this.inflater.inflate(buffer)) {
					out.write(buffer, 0, length);
				}
			}
			catch (DataFormatException ex) {
				throw new IOException(ex);
			}
			return out.toByteArray();
		}

		@Override
		public void close() throws IOException {
			this.deflater.end();
			this.inflater.end();
			this.socket.close();
		}

	}

}
