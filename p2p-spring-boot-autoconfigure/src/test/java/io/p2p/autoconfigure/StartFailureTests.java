package io.p2p.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.ice.IceServer;
import io.p2p.socketio.netty.P2pListenException;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is written when the application cannot start: the property, its value and the
 * remedy.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			p2p.namespace            | peers                 | must start with '/'
			p2p.namespace            | /a,b                  | no comma
			p2p.num-clients          | -1                    | must be from 0 to 1000
			p2p.num-clients          | 1001                  | must be from 0 to 1000
			p2p.server.port          | 70000                 | must be from 0 to 65535
			p2p.server.port          | -1                    | must be from 0 to 65535
			p2p.server.path          | socket.io             | must start with '/'
			p2p.server.path          | /socket.io?x=1        | no question mark
			p2p.server.ping-interval | 1ms                   | must be from 10ms to 1d
			p2p.server.ping-timeout  | 2d                    | must be from 10ms to 1d
			p2p.server.connect-timeout | 0s                  | must be from 10ms to 1d
			p2p.server.upgrade-timeout | -1s                 | must be from 10ms to 1d
			p2p.server.max-payload   | 0B                    | must be from 1KB to 1GB
			p2p.server.max-payload   | 2GB                   | must be from 1KB to 1GB
			p2p.server.max-payload   | 5MB                   | p2p.server.slow-consumer.max-queued
			p2p.server.allowed-origins | https://example.org/ | must be * or
			p2p.server.allowed-origins | example.org         | must be * or
			p2p.server.allowed-origins | https://*.example.org | must be * or
			p2p.server.allowed-origins | https://Example.org | lower case
			p2p.server.slow-consumer.max-queued | 999999B | at least p2p.server.max-payload, which is 1000000B
			p2p.server.slow-consumer.max-queued | 0B         | must be from 1KB to
			p2p.limits.connections   | -1                    | must be from 0 to 1000000000
			p2p.limits.connections-per-address | -1          | must be from 0 to 1000000000
			p2p.limits.handshakes-per-second | -1            | must be from 0 to 1000000000
			p2p.limits.events-per-second | -1                | must be from 0 to 1000000000
			p2p.limits.signals-per-second | 1000000001       | must be from 0 to 1000000000
			p2p.limits.joins-per-second | -1                 | must be from 0 to 1000000000
			p2p.limits.rooms-per-peer | -1                   | must be from 0 to 1000000000
			p2p.recovery.window      | -1s                   | must be from 0s to 1d
			p2p.server.slow-consumer.max-total-queued | -1B  | must be from 1KB to
			p2p.server.ssl.bundle    | web                   | must name one of the SSL bundles
			p2p.ice.servers          | stun:a,http://b       | be ICE server URLs, one such as stun:stun.example.org
			p2p.ice.servers[0]       | turn:a                | must be set for a TURN server
			""")
	void whenValueIsWrongThenTheAnalysisNamesPropertyValueAndRemedy(String property, String value, String remedy,
			CapturedOutput output) {
		assertFailure(property, value);
		assertThat(output).contains("APPLICATION FAILED TO START", property, value, remedy);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			p2p.server.port            | web         | must be a whole number
			p2p.server.compression     | maybe       | must be true or false
			p2p.server.ping-interval   | 2 parsecs   | must be a time such as 500ms
			p2p.server.max-payload     | much        | must be a size such as 64KB
			p2p.limits.connections     | 3000000000  | must be a whole number
			p2p.ice.servers[0].urls    | http://x    | such as stun:stun.example.org
			p2p.ice.servers[0].urls    | stun:a?transport=udp | such as stun:stun.example.org
			""")
	void whenValueHasAnotherTypeThenTheAnalysisNamesPropertyAndValue(String property, String value, String remedy,
			CapturedOutput output) {
		assertFailure(property, value);
		assertThat(output).contains("APPLICATION FAILED TO START", property, value, remedy);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			username   | ''      | u | must not be empty for a TURN server
			credential | u       | ''| must not be empty for a TURN server
			username   | LONG    | c | must be at most 509 bytes for a TURN server
			""")
	void whenABrowserWouldNotTakeTheCredentialsOfAServerThenTheAnalysisNamesThem(String member, String username,
			String credential, String remedy, CapturedOutput output) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> TestServer.start("p2p.ice.servers[0]=stun:a", "p2p.ice.servers[1].urls=turn:b,stun:c",
					"p2p.ice.servers[1].username=" + username.replace("LONG", "\u00fc".repeat(255)),
					"p2p.ice.servers[1].credential=" + credential));
		assertThat(output).contains("APPLICATION FAILED TO START", "p2p.ice.servers[1]." + member + " has the value '",
				remedy);
	}

	@ParameterizedTest
	@ValueSource(strings = { "p2p.ice.servers[0].username=u", "p2p.ice.servers[0].urls=" })
	void whenAServerHasNoUrlThenTheAnalysisSaysSo(String property, CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> TestServer.start(property));
		assertThat(output).contains("APPLICATION FAILED TO START", "p2p.ice.servers[0].urls", "must name the server");
	}

	@ParameterizedTest
	@ValueSource(strings = { "p2p.ice.servers=stun:a,stun:b", "p2p.ice.servers[0]=stun:a|p2p.ice.servers[1]=stun:b",
			"p2p.ice.servers[0]=stun:a|p2p.ice.servers[1].urls=stun:b" })
	void whenAServerIsAUrlAloneThenItIsAStunServer(String properties, CapturedOutput output) {
		try (TestServer server = TestServer.start((Object[]) properties.split("[|]"))) {
			assertThat(server.bean(P2pProperties.class).ice().servers()).containsExactly(IceServer.stun("stun:a"),
					IceServer.stun("stun:b"));
			assertThat(output).doesNotContain("Nothing reads");
		}
	}

	@Test
	void whenValueIsInAFileThenTheAnalysisSaysWhere(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> TestServer.start("spring.config.location=classpath:wrong.yml"));
		assertThat(output).contains("wrong.yml", "4:25");
	}

	@ParameterizedTest
	@ValueSource(strings = { "no-such-host.invalid", "192.0.2.1" })
	void whenAddressCannotBeListenedOnThenTheAnalysisNamesIt(String address, CapturedOutput output) {
		assertFailure("p2p.server.address", address);
		assertThat(output).contains("APPLICATION FAILED TO START",
				"the address '%s' (p2p.server.address)".formatted(address), "Set p2p.server.address to");
	}

	@Test
	void whenPortMayNotBeListenedOnThenTheAnalysisNamesIt() {
		FailureAnalysis analysis = new P2pListenFailureAnalyzer().analyze(new P2pListenException(null, 80,
				P2pListenException.Reason.NO_PERMISSION, new IOException("Permission denied")));
		assertThat(analysis.getDescription()).contains("port 80 (p2p.server.port)");
		assertThat(analysis.getAction()).contains("Set p2p.server.port to a port from 1024 on");
	}

	@Test
	void whenPortIsInUseOnAllAddressesThenTheAnalysisNamesIt(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> TestServer.start("p2p.server.port=" + taken.getLocalPort(), "p2p.server.address="));
			assertThat(output).contains("port " + taken.getLocalPort() + " (p2p.server.port) is already in use");
		}
	}

	@Test
	void whenBundleHasNoKeyThenTheAnalysisSaysSo(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> TestServer.start("p2p.server.ssl.bundle=empty",
				"spring.ssl.bundle.pem.empty.options.enabled-protocols=TLSv1.3"));
		assertThat(output).contains("APPLICATION FAILED TO START", "p2p.server.ssl.bundle", "with a keystore");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "null", "https://example.org", "http://localhost:8080", "http://[::1]:3000",
			"capacitor://localhost" })
	void whenOriginIsAsBrowsersSendItThenTheServerStarts(String origin) {
		TestServer.start("p2p.server.allowed-origins=" + origin).close();
	}

	@Test
	void whenPropertyIsMisspeltThenAWarningNamesTheNearest(CapturedOutput output) {
		TestServer.start("p2p.num-client=3", "p2p.port=9093", "p2p.serverr.portt=1").close();
		assertThat(output).contains("Nothing reads the property p2p.num-client", "did you mean p2p.num-clients?",
				"Nothing reads the property p2p.port", "did you mean p2p.server.port?",
				"Nothing reads the property p2p.serverr.portt");
	}

	@Test
	void whenPropertiesAreWrittenOtherwiseThenThereIsNoWarning(CapturedOutput output) {
		TestServer
			.start("p2p.numClients=3", "p2p.ice.servers[0].urls[0]=stun:stun.example.org",
					"p2p.server.allowedOrigins[0]=https://example.org", "p2p.server.slowConsumer.max_queued=1MB")
			.close();
		assertThat(output).doesNotContain("Nothing reads");
	}

	private static void assertFailure(String property, String value) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> TestServer.start(property + "=" + value));
	}

}
