package io.p2p.engineio;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.FreePort;
import io.p2p.support.RawConnection;
import io.p2p.support.ReverseProxy;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A port of its own, whose clients come by a proxy, which this test is.
 */
class BehindProxyTests {

	private static final String POLLING = "EIO=4&transport=polling";

	private static final String NATIVE = "p2p.server.forward-headers-strategy=native";

	@Test
	void whenTheProxyNamesClientsThenEachHasItsOwnLimits() {
		try (TestServer server = start(NATIVE, "p2p.limits.connections-per-address=1");
				RawConnection proxy = RawConnection.open(server.port())) {
			assertThat(proxy.get(POLLING, "X-Forwarded-For: 203.0.113.1").status()).isEqualTo(200);
			assertThat(proxy.get(POLLING, "X-Forwarded-For: 203.0.113.2").status()).isEqualTo(200);
			assertThat(proxy.get(POLLING, "X-Forwarded-For: 203.0.113.1").status()).isEqualTo(503);
		}
	}

	@Test
	void whenTheProxyNamesAClientThenThePeerHasItsAddress() {
		try (TestServer server = start(NATIVE); RawConnection proxy = RawConnection.open(server.port())) {
			String sid = proxy.get(POLLING, "Forwarded: for=203.0.113.7;host=chat.example.org").body().split("\"")[3];
			assertThat(proxy.post(POLLING + "&sid=" + sid, "40").body()).isEqualTo("ok");
			assertThat(proxy.get(POLLING + "&sid=" + sid).body()).startsWith("40{");
			assertThat(remoteAddress(server)).isEqualTo("203.0.113.7");
		}
	}

	@Test
	void whenTheProxyHasTakenTheHostThenItsHeaderDecidesAboutTheOrigin() {
		String origin = "Origin: https://chat.example.org";
		try (TestServer server = start(NATIVE); RawConnection proxy = RawConnection.open(server.port())) {
			assertThat(proxy.get(POLLING, origin).status()).isEqualTo(403);
			assertThat(proxy.get(POLLING, origin, "X-Forwarded-Host: chat.example.org").status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "p2p.server.forward-headers-strategy=none", "p2p.server.trusted-proxies=192.0.2.1" })
	void whenTheProxyIsNotBelievedThenItIsTheClient(String property) {
		try (TestServer server = start(NATIVE, property, "p2p.limits.connections-per-address=1");
				RawConnection proxy = RawConnection.open(server.port())) {
			assertThat(proxy.get(POLLING, "X-Forwarded-For: 203.0.113.1").status()).isEqualTo(200);
			assertThat(proxy.get(POLLING, "X-Forwarded-For: 203.0.113.2").status()).isEqualTo(503);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "50524f58592054435034203230332e302e3131332e37203132372e302e302e3120353535352038300d0a",
			"0d0a0d0a000d0a515549540a2111000ccb0071077f00000115b30050" })
	void whenConnectionsBeginWithTheProxyProtocolThenThePeerHasTheAddressThatItNames(String header) throws Exception {
		try (TestServer server = start("p2p.server.proxy-protocol=true");
				RawConnection proxy = RawConnection.open(server.port())) {
			proxy.send(HexFormat.of().parseHex(header));
			String sid = proxy.get(POLLING).body().split("\"")[3];
			assertThat(proxy.post(POLLING + "&sid=" + sid, "40").body()).isEqualTo("ok");
			assertThat(proxy.get(POLLING + "&sid=" + sid).body()).startsWith("40{");
			assertThat(remoteAddress(server)).isEqualTo("203.0.113.7");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "send-proxy", "send-proxy-v2" })
	void whenHaproxySpeaksTheProxyProtocolThenThePeerHasTheClientsAddress(String option) {
		int port = FreePort.find();
		try (TestServer server = start("p2p.server.proxy-protocol=true");
				// haproxy itself comes from another address than the client
				ReverseProxy haproxy = ReverseProxy.haproxy("""
						defaults
							mode tcp
							timeout connect 5s
							timeout client 60s
							timeout server 60s
						frontend chat
							bind 127.0.0.1:%d
							default_backend chat
						backend chat
							server one 127.0.0.1:%d source 127.0.0.3 %s
						""".formatted(port, server.port(), option), port);
				RawConnection client = RawConnection.open(haproxy.server().port())) {
			String sid = client.get(POLLING).body().split("\"")[3];
			assertThat(client.post(POLLING + "&sid=" + sid, "40").body()).isEqualTo("ok");
			assertThat(client.get(POLLING + "&sid=" + sid).body()).startsWith("40{");
			assertThat(remoteAddress(server)).isEqualTo("127.0.0.1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "p2p.namespace=/", "p2p.server.trusted-proxies=192.0.2.1" })
	void whenSomebodyConnectsWithoutTheProxyThenTheConnectionEnds(String property) throws Exception {
		try (TestServer server = start("p2p.server.proxy-protocol=true", property);
				Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			client.setSoTimeout(10_000);
			client.getOutputStream()
				.write(("GET /socket.io/?" + POLLING + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(client.getInputStream().readAllBytes()).isEmpty();
		}
	}

	private static TestServer start(String... properties) {
		return TestServer.startOn(WebContainer.NONE, (Object[]) properties);
	}

	private static String remoteAddress(TestServer server) {
		return server.bean(PeerNamespaceHandler.class)
			.peers()
			.iterator()
			.next()
			.remoteAddress()
			.getAddress()
			.getHostAddress();
	}

}
