package io.p2p.docs;

import java.io.IOException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import io.socket.client.Ack;
import io.socket.client.IO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.p2p.support.KeyStores;
import io.p2p.support.RawClient;
import io.p2p.support.ReverseProxy;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The proxies of {@code docs/operations.md}, as they stand there, with TLS and before an
 * application with one port.
 */
class ReverseProxyDocsTests extends ReverseProxyFixture {

	private static final String WEB_SOCKET = "EIO=4&transport=websocket";

	// the default, 1 MB, but for the names of the event and its room
	private static final int ALMOST_MAX_PAYLOAD = 999_000;

	private static final int PIECES = 100_000_000 / ALMOST_MAX_PAYLOAD + 1;

	private static TestClient connect(TestServer server, String... transports) {
		IO.Options options = new IO.Options();
		options.transports = transports;
		return TestClient.connect(server, "/", options);
	}

	private static byte[] random(Random random, int length) {
		byte[] bytes = new byte[length];
		random.nextBytes(bytes);
		return bytes;
	}

	@ParameterizedTest
	@EnumSource
	void clientsTalkOverEveryTransport(DocumentedProxy program) {
		try (ReverseProxy proxy = program.start(keys, application);
				TestClient polling = connect(proxy.server(clients), "polling");
				TestClient webSocket = connect(proxy.server(clients), "websocket");
				TestClient upgrading = connect(proxy.server(clients), "polling", "websocket")) {
			await().untilAsserted(() -> assertThat(application.bean(SocketIOServer.class).getAllClients())
				.extracting(SocketIOClient::getTransport)
				.containsExactlyInAnyOrder(Transport.POLLING, Transport.WEBSOCKET, Transport.WEBSOCKET));
			List<TestClient> all = List.of(polling, webSocket, upgrading);
			for (TestClient client : all) {
				IntStream.range(0, 20).forEach((i) -> client.emit("from", client.id() + i));
			}
			for (TestClient client : all) {
				client.awaitTimes("from", 40);
				for (TestClient other : all) {
					assertThat(client.order("from").stream().filter((text) -> text.toString().startsWith(other.id())))
						.containsExactlyElementsOf(IntStream.range(0, (other != client) ? 20 : 0)
							.mapToObj((i) -> other.id() + i)
							.toList());
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aSessionOfLongPollingIsManyRequests(DocumentedProxy program) {
		try (ReverseProxy proxy = program.start(keys, application)) {
			RawClient client = new RawClient(proxy.server(clients));
			String session = client.poll();
			assertThat(client.post(session, "40").body()).isEqualTo("ok");
			assertThat(client.get(session).body()).startsWith("40{");
			for (int i = 0; i < 5; i++) {
				assertThat(client.post(session, "42" + i + "[\"ü\"]").body()).isEqualTo("ok");
				assertThat(client.get(session).body()).isEqualTo("43" + i + "[]");
			}
			RawClient.Socket socket = client.webSocket(session.replace("polling", "websocket"));
			socket.send("2probe");
			assertThat(socket.next()).isEqualTo("3probe");
			assertThat(client.get(session).body()).isEqualTo("6");
			socket.send("5");
			socket.send("425[\"ü\"]");
			assertThat(socket.next()).isEqualTo("435[]");
			socket.send("1");
			socket.awaitClose();
		}
	}

	@ParameterizedTest
	@EnumSource
	void binariesUpToMaxPayloadPassInBothTransports(DocumentedProxy program) {
		byte[] large = random(new Random(1), ALMOST_MAX_PAYLOAD);
		try (ReverseProxy proxy = program.start(keys, application);
				TestClient polling = connect(proxy.server(clients), "polling");
				TestClient webSocket = connect(proxy.server(clients), "websocket")) {
			polling.emit("large", large, new byte[] { 1 });
			assertThat(webSocket.awaitEvent("large")).containsExactly(large, new byte[] { 1 });
			webSocket.emit("large", large, new byte[0]);
			assertThat(polling.awaitEvent("large")).containsExactly(large, new byte[0]);
		}
	}

	@Test
	void nginxRefusesABinaryThatHasGrownUnlessItsBlockAllowsForThat() {
		byte[] large = random(new Random(2), ALMOST_MAX_PAYLOAD);
		try (ReverseProxy proxy = DocumentedProxy.NGINX.start(keys, application,
				(block) -> block.replaceAll("client_max_body_size.*", ""));
				TestClient polling = connect(proxy.server(clients), "polling");
				TestClient webSocket = connect(proxy.server(clients), "websocket")) {
			webSocket.emit("large", new Object[] { large });
			assertThat(polling.awaitEvent("large")).containsExactly(large);
			polling.emit("large", new Object[] { large });
			polling.awaitEvent("disconnect");
			assertThat(webSocket.heard("large")).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aHundredMegabytesPassThroughOneWebSocket(DocumentedProxy program) {
		try (ReverseProxy proxy = program.start(keys, application)) {
			RawClient.Socket alice = member(proxy, "hall");
			RawClient.Socket bob = member(proxy, "hall");
			CRC32 sent = new CRC32();
			CRC32 heard = new CRC32();
			Random random = new Random(3);
			for (int i = 0; i < PIECES + 2; i++) {
				if (i < PIECES) {
					byte[] piece = random(random, ALMOST_MAX_PAYLOAD);
					sent.update(piece);
					alice.send("451-[\"p2p:msg\",{\"room\":\"hall\"},\"piece\",{\"_placeholder\":true,\"num\":0}]");
					alice.send(piece);
				}
				if (i >= 2) {
					heard.update(binary(bob));
				}
			}
			assertThat(heard.getValue()).isEqualTo(sent.getValue());
			assertThat(bob.hasNext()).isFalse();
			alice.cancel();
			bob.cancel();
		}
	}

	private static RawClient.Socket member(ReverseProxy proxy, String room) {
		RawClient.Socket socket = new RawClient(proxy.server(clients)).webSocket(WEB_SOCKET).answerPings();
		socket.next();
		socket.send("40{\"p2p\":1}");
		socket.next();
		socket.send("420[\"p2p:join\",{\"room\":\"" + room + "\",\"webrtc\":false}]");
		assertThat(socket.next().toString()).startsWith("430[");
		return socket;
	}

	private static byte[] binary(RawClient.Socket socket) {
		Object next = socket.next();
		while (!(next instanceof byte[])) {
			assertThat(next).isNotEqualTo(RawClient.Socket.CLOSED);
			next = socket.next();
		}
		return (byte[]) next;
	}

	@ParameterizedTest
	@EnumSource
	void whenItReloadsThenNoEventIsLostOrDoubledAndPlainClientsAreThereAgain(DocumentedProxy program) {
		try (ReverseProxy proxy = program.start(keys, application);
				TestClient webSocket = connect(proxy.server(clients), "websocket");
				TestClient polling = connect(proxy.server(clients), "polling");
				SessionClient alice = SessionClient.open(proxy.server(clients), "kitchen");
				SessionClient bob = SessionClient.open(proxy.server(clients), "kitchen")) {
			List.of(webSocket, polling).forEach((client) -> client.socket().io().reconnection(true));
			List<Object> counted = new ArrayList<>();
			IntStream.range(0, 50).forEach((i) -> count(counted, alice, bob));
			renewCertificate(proxy, () -> count(counted, alice, bob));
			IntStream.range(0, 50).forEach((i) -> count(counted, alice, bob));
			for (SessionClient client : List.of(alice, bob)) {
				await().until(() -> {
					alice.listenOrComeBack();
					bob.listenOrComeBack();
					return client.heard("p2p:msg").size() >= counted.size();
				});
				assertThat(client.heard("p2p:msg")).extracting((event) -> event.get(3))
					.containsExactlyElementsOf(counted);
				assertThat(client.heard("peer-disconnect")).isEmpty();
			}
			for (TestClient client : List.of(webSocket, polling)) {
				AtomicInteger answers = new AtomicInteger();
				await().until(() -> {
					client.socket().emit("there?", new Object[0], (Ack) (arguments) -> answers.incrementAndGet());
					return answers.get() > 0;
				});
				// Caddy alone ends WebSockets
				assertThat(client.heard("disconnect"))
					.hasSize((program == DocumentedProxy.CADDY && client == webSocket) ? 1 : 0);
			}
		}
	}

	private static void count(List<Object> counted, SessionClient... peers) {
		for (SessionClient peer : peers) {
			peer.emit("p2p:msg", Map.of("room", "kitchen"), "count", counted.size());
		}
		counted.add(counted.size());
	}

	private static void renewCertificate(ReverseProxy proxy, Runnable meanwhile) {
		try {
			renewed.writePem(directory.resolve("chat").toString());
			proxy.reload();
			await().until(() -> {
				meanwhile.run();
				return certificate(proxy).equals(renewed.certificate());
			});
		}
		finally {
			keys.writePem();
		}
	}

	private static Certificate certificate(ReverseProxy proxy) throws IOException {
		SSLContext tls = KeyStores.context(KeyStores.trust(keys, renewed));
		try (SSLSocket socket = (SSLSocket) tls.getSocketFactory()
			.createSocket("127.0.0.1", proxy.server(clients).port())) {
			socket.startHandshake();
			return socket.getSession().getPeerCertificates()[0];
		}
	}

}
