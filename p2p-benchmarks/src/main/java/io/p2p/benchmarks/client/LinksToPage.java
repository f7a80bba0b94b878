package io.p2p.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.p2p.benchmarks.BenchException;
import io.p2p.benchmarks.Machine;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.RemotePeer;

/**
 * Events of 1 KB over a link to a page of Chromium, which a script of Node drives: from
 * another page, or from a peer in Java. Both send no more than 1,024 that the receiver
 * has not said to have seen.
 */
final class LinksToPage implements AutoCloseable {

	private static final String PREFIX = "bench:";

	private static final String FILLER = "links and relays ".repeat(64).substring(0, 1014);

	private static final int WINDOW = 1024;

	private static final int WARM_UP_MILLIS = 500;

	private static final int EVENTS_MILLIS = 2000;

	private static final int MILLIS = 1000;

	private static final long STEP_NANOS = 50_000;

	private final int port;

	private final Process process;

	private final BufferedReader out;

	private final PrintStream in;

	LinksToPage(Machine machine, int port) {
		this.port = port;
		Path log = machine.logs().resolve("to-page.log");
		try {
			Files.createDirectories(machine.logs());
			this.process = new ProcessBuilder("node", machine.nodeFolder() + "/links/to-page.js", String.valueOf(port))
				.redirectError(log.toFile())
				.start();
		}
		catch (IOException ex) {
			throw new BenchException("The driver of the browser did not start: " + ex.getMessage(), ex);
		}
		this.out = this.process.inputReader(StandardCharsets.UTF_8);
		this.in = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	/**
	 * How many events a second go from a page.
	 */
	double fromPage() {
		this.in.println("page");
		return Double.parseDouble(hear("figure")[1]);
	}

	/**
	 * How many events a second go from a peer in Java.
	 */
	double fromJava() {
		this.in.println("open");
		String room = hear("room")[1];
		AtomicLong seen = new AtomicLong();
		try (P2pPeer peer = P2pPeer.connect(URI.create("http://127.0.0.1:" + this.port), P2pOptions.room(room))) {
			peer.addListener(new P2pListener() {
				@Override
				public void transportChanged(RemotePeer other) {
					if (other.path() == io.p2p.peer.Path.WEBRTC) {
						peer.to(other.id()).emit("hello");
					}
				}
			});
			peer.on("seen", long.class, (count, sender) -> seen.set((count != null) ? count : 0));
			hear("linked");
			send(peer, seen, WARM_UP_MILLIS);
			double figure = send(peer, seen, EVENTS_MILLIS);
			this.in.println("close");
			return figure;
		}
	}

	private double send(P2pPeer peer, AtomicLong seen, int millis) {
		this.in.println("receive");
		seen.set(0);
		long start = System.currentTimeMillis();
		long sent = 0;
		while (System.currentTimeMillis() - start < millis) {
			peer.emit("tick", "%010d".formatted(sent) + FILLER);
			sent++;
			while (sent - seen.get() >= WINDOW) {
				LockSupport.parkNanos(STEP_NANOS);
			}
		}
		peer.emit("end", sent);
		String[] end = hear("end");
		return MILLIS * Double.parseDouble(end[2]) / (Double.parseDouble(end[1]) - start);
	}

	private String[] hear(String what) {
		try {
			for (String line = this.out.readLine(); line != null; line = this.out.readLine()) {
				if (line.startsWith(PREFIX + what)) {
					return line.split(" ");
				}
			}
		}
		catch (IOException ex) {
			throw new BenchException("The driver of the browser failed: " + ex.getMessage(), ex);
		}
		throw new BenchException("The driver of the browser ended before it said '" + what + "', see to-page.log");
	}

	@Override
	public void close() {
		this.in.close();
		this.process.destroy();
	}

}
