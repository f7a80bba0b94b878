package io.p2p.socketio;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.p2p.support.RawClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application's netty-socketio listeners hold all threads, and there is no room for
 * further calls.
 */
class BusyListenersTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final Queue<String> heard = new ConcurrentLinkedQueue<>();

	private TestServer server;

	private SocketIOServer netty;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.namespace=/peers", "p2p.handler.threads=1", "p2p.handler.queue-capacity=1");
		this.netty = this.server.bean(SocketIOServer.class);
		this.netty.addEventListener("block", Object.class, (client, data, ack) -> {
			this.heard.add("block");
			this.release.await();
		});
	}

	@AfterEach
	void stop() {
		this.release.countDown();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenClientsGoThenTheyAreNowhereAtOnceAndTheListenersHearOfItLater(boolean listened) {
		if (listened) {
			this.netty.addDisconnectListener((client) -> this.heard.add("gone " + client.getAllRooms().size()));
		}
		RawClient client = new RawClient(this.server);
		RawClient.Socket blocked = client.connect();
		RawClient.Socket another = client.connect();
		await().until(() -> this.netty.getAllClients().size() == 2);
		this.netty.getAllClients().forEach((one) -> one.joinRoom("kitchen"));
		fill(blocked, client);
		assertThat(this.netty.getRoomOperations("kitchen").getClients()).hasSize(2);
		blocked.cancel();
		another.send("1");
		await().until(() -> this.netty.getAllClients().size() == 1);
		assertThat(this.netty.getRoomOperations("kitchen").getClients()).isEmpty();
		this.release.countDown();
		await().until(() -> !listened || this.heard.stream().filter("gone 0"::equals).count() == 2);
	}

	@Test
	void whenNobodyCanBeAskedWhetherAClientMayConnectThenItIsRefusedAsBusyAtOnce() {
		this.netty.addNamespace("/asking")
			.addAuthTokenListener((token, client) -> AuthTokenResult.AuthTokenResultSuccess);
		RawClient client = new RawClient(this.server);
		fill(client.connect(), client);
		RawClient.Socket late = client.webSocket("EIO=4&transport=websocket");
		late.next();
		late.send("40/asking,{}");
		assertThat((String) late.next()).startsWith("44/asking,").contains("\"busy\"");
	}

	@Test
	void whenAnEventFindsNoThreadThenItsSenderHearsThatTheServerIsBusy() {
		RawClient client = new RawClient(this.server);
		fill(client.connect(), client);
		RawClient.Socket late = client.connect();
		late.send("421[\"block\",1]");
		assertThat((String) late.next()).startsWith("431[").contains("\"busy\"");
	}

	// one call runs and one waits
	private void fill(RawClient.Socket first, RawClient client) {
		first.send("42[\"block\",1]");
		await().until(() -> List.of("block").equals(List.copyOf(this.heard)));
		client.connect().send("42[\"block\",2]");
		ThreadPoolTaskExecutor executor = this.server.bean("p2pHandlerExecutor", ThreadPoolTaskExecutor.class);
		await().until(() -> executor.getQueueSize() == 1);
	}

}
