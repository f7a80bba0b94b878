package io.p2p.socketio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.socketio.netty.SocketIoAttributes;
import io.p2p.support.RawClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Disconnect listeners learn why.
 */
class DisconnectReasonTests {

	private final Queue<String> reasons = new ConcurrentLinkedQueue<>();

	private TestServer server;

	private SocketIOServer netty;

	private RawClient client;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.server.max-payload=50KB", "p2p.server.slow-consumer.max-queued=100KB",
				"p2p.limits.events-per-second=500");
		this.client = new RawClient(this.server);
		this.netty = listen(this.server);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenClientDisconnectsThenItSaidSo() {
		TestClient.plain(this.server).close();
		awaitReason("client namespace disconnect");
	}

	@Test
	void whenClientLeavesOneNamespaceThenTheOthersStay() {
		this.netty.addNamespace("/custom");
		RawClient.Socket socket = this.client.connect();
		socket.next();
		socket.send("40/custom,");
		assertThat(socket.next().toString()).startsWith("40/custom,{");
		socket.send("41");
		awaitReason("client namespace disconnect");
		assertThat(this.netty.getNamespace("/custom").getAllClients()).hasSize(1);
	}

	@Test
	void whenClientClosesThenTheTransportIsClosed() {
		this.client.connect().send("1");
		awaitReason("transport close");
	}

	@Test
	void whenConnectionBreaksThenTheTransportIsClosed() {
		this.client.connect().cancel();
		awaitReason("transport close");
	}

	@Test
	void whenPollingClientClosesThenTheTransportIsClosed() {
		String session = this.client.poll();
		this.client.post(session, "40");
		this.client.get(session);
		this.client.post(session, "1");
		awaitReason("transport close");
	}

	@Test
	void whenClientSendsNoPacketThenItIsAParseError() {
		this.client.connect().send("abc");
		awaitReason("parse error");
	}

	@Test
	void whenPollingClientSendsNoPacketThenItIsAParseError() {
		String session = this.client.poll();
		this.client.post(session, "40");
		this.client.get(session);
		this.client.post(session, "abc");
		awaitReason("parse error");
	}

	@Test
	void whenMessageIsTooLargeThenItIsATransportError() {
		this.client.connect().send("42[\"" + "x".repeat(60_000) + "\"]");
		awaitReason("transport error");
	}

	@Test
	void whenServerDisconnectsThenItSaidSo() {
		this.netty.addEventListener("bye", String.class, (one, data, ack) -> one.disconnect());
		RawClient.Socket socket = this.client.connect();
		socket.send("42[\"bye\",\"x\"]");
		awaitReason("server namespace disconnect");
		assertThat(socket.next()).isEqualTo("42[\"numClients\",0]");
		assertThat(socket.next()).isEqualTo("41");
	}

	@Test
	void whenServerStopsThenItIsGoingDown() {
		this.client.connect();
		this.server.close();
		awaitReason("server shutting down");
	}

	@Test
	void whenClientFloodsThenItIsRateLimited() {
		RawClient.Socket socket = this.client.connect();
		for (int i = 0; i < 5_000; i++) {
			socket.send("42[\"n\"]");
		}
		awaitReason("rate limited");
	}

	@Test
	void whenClientDoesNotReadThenItIsASlowConsumer() {
		String session = this.client.poll();
		this.client.post(session, "40");
		this.client.get(session);
		try (TestClient alice = TestClient.plain(this.server)) {
			for (int i = 0; i < 4; i++) {
				alice.askAll("chat", "x".repeat(40_000));
			}
			awaitReason("slow consumer");
		}
	}

	@Test
	void whenClientIsSilentThenItIsAPingTimeoutAndElsePongListenersAreCalled() {
		try (TestServer quick = TestServer.start("p2p.server.ping-interval=50ms", "p2p.server.ping-timeout=300ms")) {
			Queue<String> pongs = new ConcurrentLinkedQueue<>();
			listen(quick).addPongListener((one) -> pongs.add(one.getSessionId().toString()));
			RawClient.Socket socket = new RawClient(quick).connect();
			assertThat(socket.next()).isEqualTo("42[\"numClients\",0]");
			for (int i = 0; i < 3; i++) {
				assertThat(socket.next()).isEqualTo("2");
				socket.send("3");
			}
			awaitReason("ping timeout");
			assertThat(pongs).hasSize(3);
		}
	}

	private SocketIOServer listen(TestServer of) {
		SocketIOServer listened = of.bean(SocketIOServer.class);
		listened.addDisconnectListener(this::note);
		return listened;
	}

	private void note(SocketIOClient client) {
		this.reasons.add(client.get(SocketIoAttributes.DISCONNECT_REASON));
	}

	private void awaitReason(String reason) {
		await().untilAsserted(() -> assertThat(this.reasons).containsExactly(reason));
	}

}
