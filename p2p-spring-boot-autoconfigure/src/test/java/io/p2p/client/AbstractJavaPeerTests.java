package io.p2p.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server, and peers in Java that leave it after each test.
 */
abstract class AbstractJavaPeerTests {

	static TestServer server;

	private final List<P2pPeer> peers = new ArrayList<>();

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.limits.events-per-second=0", "p2p.limits.joins-per-second=0");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void leave() {
		this.peers.forEach(P2pPeer::close);
	}

	static P2pConnection.Builder connection() {
		return P2pConnection.to(URI.create(server.url())).reconnectDelay(Duration.ofMillis(20), Duration.ofMillis(200));
	}

	final P2pPeer join(P2pOptions options) {
		P2pPeer peer = connection().open().join(options);
		this.peers.add(peer);
		assertThat(peer.joined()).succeedsWithin(Duration.ofSeconds(20));
		return peer;
	}

	final P2pPeer join(String room) {
		return join(P2pOptions.room(room));
	}

	static Queue<String> texts(P2pPeer peer) {
		Queue<String> texts = new ConcurrentLinkedQueue<>();
		peer.on("text", String.class, (text, sender) -> texts.add(text));
		return texts;
	}

	static Queue<P2pException> failures(P2pPeer peer) {
		Queue<P2pException> failures = new ConcurrentLinkedQueue<>();
		peer.addListener(new P2pListener() {
			@Override
			public void failed(P2pException failure) {
				failures.add(failure);
			}
		});
		return failures;
	}

}
