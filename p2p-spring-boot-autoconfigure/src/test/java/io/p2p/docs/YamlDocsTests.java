package io.p2p.docs;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.KeyStores;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With each of the pages' YAML files an application starts, and reads all of it.
 */
@ExtendWith(OutputCaptureExtension.class)
class YamlDocsTests {

	@TempDir
	private Path directory;

	static List<Path> files() {
		return Snippet.files(Path.of("src/test/resources/docs"), ".*\\.ya?ml");
	}

	@ParameterizedTest
	@MethodSource("files")
	void anApplicationStartsWithTheFile(Path file, CapturedOutput output) {
		String pem = KeyStores.generate(this.directory, "docs").writePem();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--spring.config.location=" + file.toUri(), "--p2p.server.port=0", "--p2p.server.address=127.0.0.1",
					"--p2p.cluster.enabled=false", "--spring.ssl.bundle.pem.web.keystore.certificate=" + pem + ".crt",
					"--spring.ssl.bundle.pem.web.keystore.private-key=" + pem + ".key")) {
			assertThat(context.getBean(P2pServer.class).isListening()).isTrue();
		}
		assertThat(output).doesNotContain("Nothing reads the property");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
