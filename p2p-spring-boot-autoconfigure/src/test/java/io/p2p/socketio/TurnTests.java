package io.p2p.socketio;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

import io.p2p.ice.ConfiguredIceServers;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.TurnCredentials;
import io.p2p.support.Coturn;
import io.p2p.support.Delivery;
import io.p2p.support.TestServer;

/**
 * Browsers that may use only TURN, and a real coturn.
 */
class TurnTests {

	private static Coturn coturn;

	@BeforeAll
	static void start() {
		coturn = Coturn.start("north");
	}

	@AfterAll
	static void stop() {
		if (coturn != null) {
			coturn.close();
		}
	}

	@Test
	void theyLinkThroughIt() throws IOException, InterruptedException {
		play("north", "only turn may be used");
	}

	@Test
	void whenTheSecretIsAnotherThenEverythingGoesByRelay() throws IOException, InterruptedException {
		play("south", "only turn may be used, and it refuses");
	}

	@Test
	void beforeTheirCredentialsExpireTheyHaveOthers() throws IOException, InterruptedException {
		try (TestServer server = TestServer.start(ShortLived.class)) {
			Delivery.play(server.url(), "turn credentials are renewed");
		}
	}

	private static void play(String secret, String scenario) throws IOException, InterruptedException {
		try (TestServer server = TestServer.start("p2p.ice.turn.uris=" + coturn.uri(),
				"p2p.ice.turn.secret=" + secret)) {
			Delivery.play(server.url(), scenario);
		}
	}

	static class ShortLived {

		@Bean
		IceServersProvider shortLived() {
			// the shortest that the client goes along with, and less than properties may
			// say
			return new ConfiguredIceServers(List.of(), List.of(coturn.uri()),
					new TurnCredentials("north", Duration.ofSeconds(10)));
		}

	}

}
