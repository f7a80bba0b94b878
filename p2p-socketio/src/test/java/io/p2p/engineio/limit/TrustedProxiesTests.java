package io.p2p.engineio.limit;

import java.net.InetSocketAddress;
import java.util.Set;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom a server believes, and what.
 */
class TrustedProxiesTests {

	private final TrustedProxies proxies = new TrustedProxies(Set.of("10.0.0.0/8", "fc00::/7", "192.0.2.1"), true,
			false);

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			X-Forwarded-For | 203.0.113.7                            | 203.0.113.7
			X-Forwarded-For | 203.0.113.7:1234                       | 203.0.113.7
			X-Forwarded-For | 198.51.100.1, 203.0.113.7              | 203.0.113.7
			X-Forwarded-For | 203.0.113.7, 10.1.1.1,192.0.2.1        | 203.0.113.7
			X-Forwarded-For | 2001:db8::1                            | 2001:db8:0:0:0:0:0:1
			X-Forwarded-For | [2001:db8::1]:4711                     | 2001:db8:0:0:0:0:0:1
			X-Forwarded-For | fe80::1%eth0                           | fe80:0:0:0:0:0:0:1
			X-Forwarded-For | 10.2.2.2                               | 10.2.2.2
			X-Forwarded-For | unknown                                | 10.0.0.1
			X-Forwarded-For | 203.0.113.7, unknown, 10.1.1.1         | 10.1.1.1
			X-Forwarded-For | example.org                            | 10.0.0.1
			X-Forwarded-For | ,,                                     | 10.0.0.1
			Forwarded       | for=203.0.113.7;proto=https            | 203.0.113.7
			Forwarded       | For="[2001:db8::1]:4711"               | 2001:db8:0:0:0:0:0:1
			Forwarded       | for=198.51.100.1, for=203.0.113.7;by=x | 203.0.113.7
			Forwarded       | for=_hidden                            | 10.0.0.1
			Forwarded       | proto=https                            | 10.0.0.1
			""")
	void theClientIsTheLastThatIsNoProxy(String name, String value, String client) {
		HttpHeaders headers = new DefaultHttpHeaders().add(name, value);
		assertThat(this.proxies.client(headers, at("10.0.0.1")).getAddress().getHostAddress()).isEqualTo(client);
	}

	@Test
	void severalHeadersAreOneList() {
		HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", "203.0.113.7")
			.add("X-Forwarded-For", "10.1.1.1");
		assertThat(this.proxies.client(headers, at("10.0.0.1")).getAddress().getHostAddress()).isEqualTo("203.0.113.7");
	}

	@Test
	void forwardedGoesBeforeTheOthers() {
		HttpHeaders headers = new DefaultHttpHeaders().add("Forwarded", "for=203.0.113.7;host=chat.example.org")
			.add("X-Forwarded-For", "203.0.113.8")
			.add("X-Forwarded-Host", "other.example.org")
			.add("Host", "inside");
		assertThat(this.proxies.client(headers, at("10.0.0.1")).getAddress().getHostAddress()).isEqualTo("203.0.113.7");
		assertThat(headers.get("Host")).isEqualTo("chat.example.org");
	}

	@Test
	void othersAreNotBelieved() {
		HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", "203.0.113.7")
			.add("X-Forwarded-Host", "chat.example.org")
			.add("Host", "inside");
		assertThat(this.proxies.client(headers, at("203.0.113.9"))).isEqualTo(at("203.0.113.9"));
		assertThat(headers.get("Host")).isEqualTo("inside");
		assertThat(this.proxies.speaksForOthers(at("203.0.113.9"))).isFalse();
		assertThat(this.proxies.speaksForOthers(at("fd00::1"))).isTrue();
	}

	@Test
	void nobodyIsBelievedWhereNoHeadersAreRead() {
		TrustedProxies silent = new TrustedProxies(Set.of("10.0.0.0/8"), false, false);
		HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", "203.0.113.7");
		assertThat(silent.client(headers, at("10.0.0.1"))).isEqualTo(at("10.0.0.1"));
		assertThat(silent.speaksForOthers(at("10.0.0.1"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.org", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/x", "", "::1/129" })
	void whatIsNoNetworkIsRefused(String text) {
		assertThat(TrustedProxies.isNetwork(text)).isFalse();
	}

	private static InetSocketAddress at(String address) {
		return new InetSocketAddress(address, 1234);
	}

}
