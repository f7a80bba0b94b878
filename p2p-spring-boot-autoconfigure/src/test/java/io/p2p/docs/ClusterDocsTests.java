package io.p2p.docs;

import java.net.CookieManager;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.support.ClusterClient;
import io.p2p.support.FreePort;
import io.p2p.support.ManagedApplication;
import io.p2p.support.RawClient;
import io.p2p.support.RedisServer;
import io.p2p.support.ReverseProxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The balancers of {@code docs/cluster.md}, as they stand there, before three servers.
 */
class ClusterDocsTests {

	private static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");

	private static final Map<String, ManagedApplication> SERVERS = new ConcurrentHashMap<>();

	private static final int PORT = FreePort.find();

	private static final int HEALTH = FreePort.find();

	private static RedisServer redis;

	private final int entry = FreePort.find();

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		ADDRESSES.forEach(ClusterDocsTests::start);
	}

	private static void start(String address) {
		SERVERS.put(address, ManagedApplication.start("p2p.cluster.enabled=true", "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + redis.port(), "p2p.server.address=" + address, "p2p.server.port=" + PORT,
				"management.server.address=" + address, "management.server.port=" + HEALTH));
	}

	@AfterAll
	static void stop() {
		SERVERS.values().forEach(ManagedApplication::close);
		redis.close();
	}

	/**
	 * A block of a page that begins with a word, with this test's addresses and ports.
	 */
	private String block(String page, String begin) {
		Snippet found = Snippet.of(Path.of("../docs/" + page))
			.stream()
			.filter((snippet) -> snippet.lines().get(0).startsWith(begin))
			.findFirst()
			.orElseThrow();
		String text = String.join("\n", found.lines()) + "\n";
		for (int i = 0; i < ADDRESSES.size(); i++) {
			text = text.replace("10.0.0." + (i + 1), ADDRESSES.get(i));
		}
		return text.replace(":9092", ":" + PORT)
			.replace("port 8081", "port " + HEALTH)
			.replace("bind :80", "bind 127.0.0.1:" + this.entry);
	}

	private static String serverOf(ClusterClient client) {
		return ADDRESSES.stream()
			.filter((address) -> SERVERS.get(address).bean(PeerRegistry.class).find(new PeerId(client.id())) != null)
			.findFirst()
			.orElseThrow();
	}

	private static List<ClusterClient> six(ReverseProxy proxy, String room) {
		return Stream.generate(() -> ClusterClient.open(proxy.server(), room)).limit(6).toList();
	}

	private static void talkWhileAServerStops(ReverseProxy proxy) {
		List<ClusterClient> clients = six(proxy, "kitchen");
		String stopped = serverOf(clients.get(0));
		List<ClusterClient> there = clients.stream().filter((client) -> serverOf(client).equals(stopped)).toList();
		SERVERS.get(stopped).close();
		clients.forEach((client) -> client.say("kitchen", client.id()));
		for (ClusterClient client : there) {
			client.awaitClose();
			assertThat(client.connect(proxy.server()).getBoolean("resumed")).isTrue();
		}
		for (ClusterClient client : clients) {
			client.listenUntil((it) -> it.texts().size() == 5);
			assertThat(client.heard("peer-disconnect")).isEmpty();
		}
		clients.forEach(ClusterClient::close);
		start(stopped);
	}

	@Test
	void haproxySpreadsPeersAndTakesOutAServerThatStops() {
		try (ReverseProxy proxy = ReverseProxy.haproxy(block("cluster.md", "defaults"), this.entry)) {
			pollWithCookies(proxy);
			List<ClusterClient> clients = six(proxy, "hall");
			assertThat(clients.stream().map(ClusterDocsTests::serverOf).distinct()).hasSize(3);
			clients.forEach(ClusterClient::close);
			talkWhileAServerStops(proxy);
		}
	}

	@Test
	void nginxGoesToAnotherServerWhenOneStops() {
		String server = block("operations.md", "map").replace("http://127.0.0.1:8080", "http://p2p")
			.replace("listen 443 ssl;", "listen 127.0.0.1:" + this.entry + ";")
			.replaceAll("ssl_certificate.*", "");
		try (ReverseProxy proxy = ReverseProxy.nginx(block("cluster.md", "upstream") + server, this.entry)) {
			pollWithCookies(proxy);
			talkWhileAServerStops(proxy);
		}
	}

	// Each poll is a request of its own, which has to come to the server of the session.
	private static void pollWithCookies(ReverseProxy proxy) {
		HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
		for (int i = 0; i < 4; i++) {
			RawClient client = new RawClient(proxy.server(), http, new OkHttpClient());
			String session = client.poll();
			assertThat(client.post(session, "40").statusCode()).isEqualTo(200);
			assertThat(client.get(session).body()).startsWith("40");
		}
	}

}
