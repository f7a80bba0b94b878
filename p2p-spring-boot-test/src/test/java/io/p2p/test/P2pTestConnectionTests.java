package io.p2p.test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers of the Java client in a test.
 */
@P2pTest(properties = { "p2p.namespace=/peers-2", "p2p.server.path=/rt" })
class P2pTestConnectionTests {

	@Test
	void peersOfAConnectionDoWhatPagesDo(@Autowired P2pTestClients peers, @Autowired Application application)
			throws InterruptedException {
		P2pTestClient bob = peers.join("kitchen");
		BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
		P2pPeer carl = peers.connection()
			.join(P2pOptions.room("kitchen"),
					(peer) -> peer.on("picture", byte[].class, (bytes, sender) -> heard.add(bytes)));
		String id = carl.joined().join();
		P2pPeer ada = peers.withHeader("X-Shop", "1")
			.withAuth("token", "t")
			.connection()
			.join(P2pOptions.room("kitchen"));
		// more than one message takes
		byte[] large = new byte[3_000_000];
		ada.emit("look");
		ada.to(id).emit("picture", (Object) large);
		ada.emit("mark", "Hello");
		assertThat(bob.awaitEvent("mark", String.class)).isEqualTo("Hello");
		assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(large);
		assertThat(application.seen.handshake().header("x-shop")).isEqualTo("1");
		assertThat(application.seen.handshake().auth().text()).contains("\"token\":\"t\"");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Application.class)
	static class Configured {

	}

	static class Application {

		private volatile Peer seen;

		@PeerMessageHandler("look")
		void look(Peer peer) {
			this.seen = peer;
		}

	}

}
