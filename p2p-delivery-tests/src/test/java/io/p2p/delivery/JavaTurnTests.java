package io.p2p.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.p2p.ice.ConfiguredIceServers;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.TurnCredentials;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.Coturn;
import io.p2p.support.Delivery;

/**
 * Peers in Java and a page that may use only TURN, and a real coturn.
 */
@SpringBootTest(classes = JavaTurnTests.Application.class, webEnvironment = WebEnvironment.NONE,
		properties = { "p2p.server.port=0", "p2p.server.address=127.0.0.1" })
class JavaTurnTests {

	private static Coturn coturn;

	@Autowired
	private P2pServer server;

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
	void theyLinkThroughItAndHaveNewCredentialsBeforeTheirsExpire() throws IOException, InterruptedException {
		Delivery.play("http://127.0.0.1:" + this.server.port(), "only turn may be used, by java");
	}

	@Import(DeliveryTests.Application.class)
	static class Application {

		@Bean
		IceServersProvider shortLived() {
			// the shortest that the client goes along with, and less than properties may
			// say
			return new ConfiguredIceServers(List.of(), List.of(coturn.uri()),
					new TurnCredentials("north", Duration.ofSeconds(10)));
		}

	}

}
