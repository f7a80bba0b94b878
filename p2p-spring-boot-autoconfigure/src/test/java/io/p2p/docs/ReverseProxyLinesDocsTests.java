package io.p2p.docs;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.support.RawClient;
import io.p2p.support.ReverseProxy;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What single lines of the proxies' blocks in {@code docs/operations.md} are for.
 */
class ReverseProxyLinesDocsTests extends ReverseProxyFixture {

	private static final String POLLING = "EIO=4&transport=polling";

	private static final String WEB_SOCKET = "EIO=4&transport=websocket";

	// After so many pings, more time has passed than a proxy waits that waits for 3 s.
	private static final String PING_INTERVAL = "p2p.server.ping-interval=500ms";

	private static final int PINGS = 7;

	private static UnaryOperator<String> waiting(int seconds) {
		return (block) -> {
			String impatient = block.replaceAll("\\b60(s?)\\b", seconds + "$1")
				.replace("tunnel 1h", "tunnel " + seconds + "s")
				// for WebSockets Apache takes the longer one
				.replace("ProxyTimeout", "Timeout " + seconds + "\nProxyTimeout");
			assertThat(impatient).isNotEqualTo(block);
			return impatient;
		};
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CADDY")
	void pingsKeepAnIdleConnectionAlive(DocumentedProxy program) {
		try (TestServer lively = start(PING_INTERVAL); ReverseProxy proxy = program.start(keys, lively, waiting(3))) {
			RawClient client = new RawClient(proxy.server(clients));
			RawClient.Socket socket = client.webSocket(WEB_SOCKET);
			assertThat(socket.next().toString()).startsWith("0{");
			String session = client.poll();
			for (int i = 0; i < PINGS; i++) {
				assertThat(socket.next()).isEqualTo("2");
				socket.send("3");
				assertThat(client.get(session).body()).isEqualTo("2");
				assertThat(client.post(session, "3").body()).isEqualTo("ok");
			}
			socket.cancel();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CADDY")
	void withoutPingsAnIdleConnectionEnds(DocumentedProxy program) {
		try (ReverseProxy proxy = program.start(keys, application, waiting(1))) {
			RawClient client = new RawClient(proxy.server(clients));
			RawClient.Socket socket = client.webSocket(WEB_SOCKET);
			assertThat(socket.next().toString()).startsWith("0{");
			assertThat(client.get(client.poll()).statusCode()).isBetween(500, 504);
			assertThat(socket.next()).isEqualTo(RawClient.Socket.CLOSED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void theServerKnowsWhoTheClientIs(DocumentedProxy program) {
		try (TestServer strict = start("p2p.limits.connections-per-address=1");
				ReverseProxy proxy = program.start(keys, strict)) {
			for (String address : List.of("127.0.0.3", "127.0.0.4")) {
				TestServer server = proxy.server(clients.from(address));
				IO.Options options = TestClient.showing("");
				options.extraHeaders = Map.of("X-Forwarded-For", List.of("203.0.113.7"));
				TestClient client = TestClient.connect(server, "/", options);
				InetSocketAddress known = strict.bean(PeerRegistry.class).find(new PeerId(client.id())).remoteAddress();
				assertThat(known.getAddress().getHostAddress()).isEqualTo(address);
				TestClient second = TestClient.open(server, "/", TestClient.showing(""));
				second.awaitEvent("connect_error");
				second.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void itsOwnPagesMayConnectAndTheApplicationKnowsThatTheyHaveTls(DocumentedProxy program) throws Exception {
		try (ReverseProxy proxy = program.start(keys, application)) {
			TestServer server = proxy.server(clients);
			RawClient client = new RawClient(server);
			assertThat(client.get(POLLING, "Origin", server.url()).statusCode()).isEqualTo(200);
			assertThat(client.get(POLLING, "Origin", "https://chat.example.net").statusCode()).isEqualTo(403);
			HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/scheme")).build();
			assertThat(clients.http().send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("https");
		}
	}

	@Test
	void theIngressSaysWhatNginxIsTold() {
		Snippet ingress = Snippet.of(Path.of("../docs/operations.md"))
			.stream()
			.filter((snippet) -> snippet.lines().contains("kind: Ingress"))
			.findFirst()
			.orElseThrow();
		JSONObject yaml = new JSONObject(new Yaml().<Map<String, Object>>load(String.join("\n", ingress.lines())));
		JSONObject annotations = yaml.getJSONObject("metadata").getJSONObject("annotations");
		String prefix = "nginx.ingress.kubernetes.io/";
		assertThat(DocumentedProxy.NGINX.block())
			.contains("proxy_read_timeout " + annotations.getString(prefix + "proxy-read-timeout") + "s;")
			.contains("client_max_body_size " + annotations.getString(prefix + "proxy-body-size") + ";");
	}

}
