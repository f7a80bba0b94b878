package io.p2p.benchmarks.client;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.socket.client.IO;
import io.socket.client.Socket;

import io.p2p.benchmarks.BenchException;

/**
 * Socket.IO's own clients for Java, whose events the server relays as well.
 */
final class SocketIoClients implements Pair {

	private static final int PATIENCE_SECONDS = 20;

	private final AtomicLong arrived = new AtomicLong();

	private final Socket sender;

	private final Socket receiver;

	SocketIoClients(int port) {
		this.receiver = connect(port);
		this.receiver.on("text", (arguments) -> this.arrived.incrementAndGet());
		this.sender = connect(port);
	}

	private static Socket connect(int port) {
		CountDownLatch connected = new CountDownLatch(1);
		IO.Options options = IO.Options.builder().setForceNew(true).setTransports(new String[] { "websocket" }).build();
		Socket socket = IO.socket(URI.create("http://127.0.0.1:" + port), options);
		socket.on(Socket.EVENT_CONNECT, (nothing) -> connected.countDown());
		socket.connect();
		try {
			if (!connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new BenchException("socket.io-client does not connect");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return socket;
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
