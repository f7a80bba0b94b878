package io.p2p.test;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import io.p2p.socketio.netty.P2pServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways to have peers in a test.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutoConfigureP2pTestClientsTests {

	@Nested
	@SpringBootTest(classes = Application.class)
	@AutoConfigureP2pTestClients
	class OnASpringBootTest {

		@Test
		void peersJoinAndBootFindsNoSecondOrgJson(@Autowired P2pTestClients peers, CapturedOutput output) {
			assertThat(peers.join("kitchen").isConnected()).isTrue();
			assertThat(output).doesNotContain("org.json.JSONObject");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class)
	@P2pTest(classes = Application.class)
	class OnASpringBootTestToo {

		@Test
		void peersJoin(@Autowired P2pTestClients peers, @Autowired P2pServer server) {
			assertThat(peers.plain().isConnected()).isTrue();
			assertThat(server.port()).isNotEqualTo(9092);
		}

	}

	@Nested
	@P2pTest(classes = Application.class)
	@TestPropertySource(properties = "p2p.enabled=false")
	class WithoutAServer {

		@Test
		void thereAreNoClients(@Autowired ApplicationContext application) {
			assertThat(application.getBeansOfType(P2pTestClients.class)).isEmpty();
		}

	}

	@Nested
	@P2pTest(classes = Application.class,
			properties = { "p2p.server.ssl.bundle=web", "spring.ssl.bundle.jks.web.keystore.password=changeit" })
	class WithTls {

		@TempDir
		private static Path folder;

		// for another host, and its own issuer's
		@DynamicPropertySource
		static void keyStore(DynamicPropertyRegistry registry) throws IOException, InterruptedException {
			Path file = folder.resolve("web.p12");
			new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
					"-alias", "web", "-keyalg", "EC", "-dname", "CN=another.example", "-validity", "2", "-storetype",
					"PKCS12", "-keystore", file.toString(), "-storepass", "changeit")
				.inheritIO()
				.start()
				.waitFor();
			registry.add("spring.ssl.bundle.jks.web.keystore.location", file::toString);
		}

		@Test
		void peersJoin(@Autowired P2pTestClients peers) {
			assertThat(peers.join("kitchen").isConnected()).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
