package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.support.Census;
import io.p2p.support.DisabledOn;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Those who send so slowly that their requests never end.
 */
class SlowLorisTests {

	private static final int MANY = 50;

	private static final int DRIP_MILLIS = 200;

	private static final String REST = "Host: localhost\r\nContent-Length: 900000\r\n";

	private static final List<String> BEGINNINGS = List.of("",
			"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nX-Slow: ",
			"POST /nowhere HTTP/1.1\r\n" + REST + "\r\n",
			"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n" + REST + "\r\n",
			"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n" + REST + "Upgrade: websocket\r\n"
					+ "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
					+ "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

	private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();

	private final List<RawConnection> attackers = new ArrayList<>();

	private TestServer server;

	@BeforeEach
	void start() {
		// a request may take as long as both and a margin
		this.server = TestServer.start("p2p.server.ping-interval=500ms", "p2p.server.ping-timeout=1500ms");
	}

	@AfterEach
	void stop() {
		this.drips.shutdownNow();
		this.attackers.forEach(RawConnection::close);
		this.server.close();
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY },
			reason = "the container has its own limits for slow requests")
	@Test
	void whenRequestsDripOrNeverComeThenTheirConnectionsEndAndOthersConnectMeanwhile() {
		for (int i = 0; i < MANY; i++) {
			BEGINNINGS.forEach((beginning) -> drip(beginning));
			dripPost();
			this.attackers.add(RawConnection.open(this.server.port()));
		}
		RawConnection proper = RawConnection.open(this.server.port());
		try (TestClient other = TestClient.plain(this.server)) {
			assertThat(other.askAll("chat")).isEmpty();
			// all along, on one connection that never is silent either
			Queue<Integer> answers = new ConcurrentLinkedQueue<>();
			this.drips.scheduleAtFixedRate(() -> answers.add(proper.get("EIO=4&transport=none").status()), 0,
					DRIP_MILLIS, TimeUnit.MILLISECONDS);
			this.attackers.forEach(RawConnection::awaitEnd);
			int before = answers.size();
			await().until(() -> answers.size() > before);
			assertThat(answers).containsOnly(400);
		}
		this.drips.shutdownNow();
		proper.close();
		Census.awaitNobody(this.server);
	}

	private void drip(String beginning) {
		RawConnection attacker = RawConnection.open(this.server.port());
		attacker.send(beginning);
		drip(attacker);
	}

	private void dripPost() {
		RawConnection attacker = RawConnection.open(this.server.port());
		String open = attacker.get("EIO=4&transport=polling").body();
		String sid = new JSONObject(open.substring(1)).getString("sid");
		attacker.head("POST /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1", "Host: localhost",
				"Transfer-Encoding: chunked");
		attacker.send("dbba0\r\n");
		drip(attacker);
	}

	private void drip(RawConnection attacker) {
		this.attackers.add(attacker);
		byte[] drop = "G".getBytes(StandardCharsets.UTF_8);
		this.drips.scheduleAtFixedRate(() -> attacker.trySend(drop), DRIP_MILLIS, DRIP_MILLIS, TimeUnit.MILLISECONDS);
	}

}
