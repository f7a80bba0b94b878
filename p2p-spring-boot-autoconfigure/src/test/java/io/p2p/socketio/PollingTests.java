package io.p2p.socketio;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.support.DisabledOn;
import io.p2p.support.RawClient;
import io.p2p.support.RawConnection;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Long polling, request by request.
 */
class PollingTests {

	private static final String ORIGIN = "https://friend.example";

	private TestServer server;

	private SocketIOServer netty;

	private RawClient client;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.namespace=/peers", "p2p.server.max-payload=100000B",
				"p2p.server.allowed-origins=" + ORIGIN);
		this.netty = this.server.bean(SocketIOServer.class);
		this.client = new RawClient(this.server);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@DisabledOn(value = { WebContainer.TOMCAT }, reason = "it closes a connection behind an error")
	@Test
	void whenRequestsFollowEachOtherThenTheyShareAConnection() {
		try (RawConnection connection = RawConnection.open(this.server.port())) {
			String sid = connection.get("EIO=4&transport=polling").body().split("\"")[3];
			String session = "EIO=4&transport=polling&sid=" + sid;
			assertThat(connection.post(session, "40").body()).isEqualTo("ok");
			assertThat(connection.get(session).body()).startsWith("40{\"sid\":");
			assertThat(connection.get("EIO=4&transport=polling&sid=unknown").body()).contains("Session ID unknown");
			assertThat(connection.post(session, "41").body()).isEqualTo("ok");
		}
	}

	@Test
	void whenManyPacketsWaitThenAllOfThemComeInOrder() {
		String session = connected();
		SocketIOClient netty = this.netty.getAllClients().iterator().next();
		IntStream.range(0, 500).forEach((i) -> netty.sendEvent("n", i));
		List<String> heard = new ArrayList<>();
		while (heard.size() < 500) {
			heard.addAll(List.of(this.client.get(session).body().split("\u001e")));
		}
		assertThat(heard)
			.containsExactly(IntStream.range(0, 500).mapToObj("42[\"n\",%d]"::formatted).toArray(String[]::new));
	}

	@DisabledOn(value = { WebContainer.TOMCAT, WebContainer.JETTY },
			reason = "a poll that the client gives up is noticed when it is answered")
	@Test
	void whenPollIsCancelledThenTheSessionEnds() {
		String session = connected();
		try (RawConnection connection = RawConnection.open(this.server.port())) {
			connection.head("GET /socket.io/?" + session + " HTTP/1.1", "Host: localhost");
		}
		await().until(() -> this.netty.getAllClients().isEmpty());
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenBodyComesWhileAnotherIsComingThenTheSessionEnds() {
		String session = connected();
		try (RawConnection connection = RawConnection.open(this.server.port())) {
			connection.head("POST /socket.io/?" + session + " HTTP/1.1", "Host: localhost", "Content-Length: 10");
			connection.send("42[");
			// until the first has come so far
			await().until(() -> this.client.post(session, "3").statusCode() == 400);
			await().until(() -> this.netty.getAllClients().isEmpty());
		}
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenServerDisconnectsBetweenTwoPollsThenTheNextPollsTell() {
		String session = connected();
		SocketIOClient netty = this.netty.getAllClients().iterator().next();
		netty.sendEvent("last", "words");
		netty.disconnect();
		List<String> heard = new ArrayList<>();
		while (!heard.contains("1")) {
			heard.addAll(List.of(this.client.get(session).body().split("\u001e")));
		}
		assertThat(heard).containsExactly("42[\"last\",\"words\"]", "41", "1");
		await().until(() -> this.netty.getAllClients().isEmpty());
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenBodyHoldsThousandsOfPacketsThenAllAreTakenInOrder() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		this.netty.addEventListener("n", Integer.class, (client, number, ack) -> heard.add(number));
		String body = IntStream.range(0, 5_000)
			.mapToObj("42[\"n\",%d]"::formatted)
			.collect(Collectors.joining("\u001e"));
		assertThat(this.client.post(connected(), body).body()).isEqualTo("ok");
		await().untilAsserted(
				() -> assertThat(heard).containsExactlyElementsOf(IntStream.range(0, 5_000).boxed().toList()));
	}

	@Test
	void whenPaddingMakesABodyLongerThanItsPacketsThenItIsTaken() {
		AtomicInteger heard = new AtomicInteger();
		this.netty.addEventListener("b", byte[].class, (client, bytes, ack) -> heard.addAndGet(bytes.length));
		String packet = "451-[\"b\",{\"_placeholder\":true,\"num\":0}]\u001eb" + "A".repeat(1332) + "AA==";
		String body = Collections.nCopies(75, packet).stream().collect(Collectors.joining("\u001e"));
		assertThat(body.length()).isGreaterThan(100_000);
		assertThat(this.client.post(connected(), body).body()).isEqualTo("ok");
		await().untilAtomic(heard, Matchers.is(75 * 1000));
	}

	@Test
	void whenPacketsTogetherAreTooLargeThenTheBodyIsRefusedAndTheSessionEnds() {
		String session = connected();
		String body = Collections.nCopies(11, "42[\"" + "x".repeat(10_000) + "\"]")
			.stream()
			.collect(Collectors.joining("\u001e"));
		assertThat(this.client.post(session, body).statusCode()).isEqualTo(413);
		assertThat(this.client.get(session).statusCode()).isEqualTo(400);
	}

	@Test
	void whenRequestIsRefusedThenThePageMayReadWhy() {
		String session = connected();
		List<HttpResponse<String>> refusals = List.of(get("EIO=9&transport=polling"), get("EIO=4"),
				get("EIO=4&transport=polling&sid=unknown"), this.client.method("PUT", session, "Origin", ORIGIN),
				this.client.post(connected(), "no packet", "Origin", ORIGIN));
		assertThat(refusals).extracting(HttpResponse::statusCode).containsExactly(400, 400, 400, 400, 400);
		assertThat(refusals).extracting((response) -> response.headers().firstValue("Access-Control-Allow-Origin"))
			.allSatisfy((allowed) -> assertThat(allowed).contains(ORIGIN));
	}

	@Test
	void whenBodyIsTooLargeThenThePageMayReadWhy() {
		HttpResponse<String> refusal = this.client.post(connected(), "x".repeat(100_001), "Origin", ORIGIN);
		assertThat(refusal.statusCode()).isEqualTo(413);
		assertThat(refusal.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
	}

	private HttpResponse<String> get(String query) {
		return this.client.get(query, "Origin", ORIGIN);
	}

	private String connected() {
		String session = this.client.poll();
		this.client.post(session, "40");
		assertThat(this.client.get(session).body()).startsWith("40{");
		return session;
	}

}
