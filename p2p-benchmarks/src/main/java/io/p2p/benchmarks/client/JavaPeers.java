package io.p2p.benchmarks.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;

/**
 * Peers in Java, by relay.
 */
final class JavaPeers implements Pair {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final AtomicLong arrived = new AtomicLong();

	private final P2pPeer sender;

	private final P2pPeer receiver;

	JavaPeers(int port) {
		URI server = URI.create("http://127.0.0.1:" + port);
		P2pOptions room = P2pOptions.builder().room("clients").rtc(null).build();
		this.receiver = P2pPeer.connect(server, room);
		this.receiver.on("text", String.class, (text, from) -> this.arrived.incrementAndGet());
		this.receiver.joined().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		this.sender = P2pPeer.connect(server, room);
		this.sender.joined().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	@Override
	public void send(String text) {
		this.sender.emit("text", text);
	}

	@Override
	public long arrived() {
		return this.arrived.get();
	}

	@Override
	public void close() {
		this.sender.close();
		this.receiver.close();
	}

}
