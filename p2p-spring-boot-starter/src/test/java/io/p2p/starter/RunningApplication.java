package io.p2p.starter;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application in a process of its own, and what it writes.
 */
final class RunningApplication implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("P2P server listens on port (\\d+)");

	private final Queue<String> output = new ConcurrentLinkedQueue<>();

	private final Process process;

	private final int port;

	RunningApplication(Process process) throws IOException {
		this.process = process;
		BufferedReader reader = process.inputReader();
		this.port = awaitPort(reader);
		Thread rest = new Thread(() -> reader.lines().forEach(this.output::add), "output");
		rest.setDaemon(true);
		rest.start();
	}

	private int awaitPort(BufferedReader reader) throws IOException {
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			this.output.add(line);
			Matcher found = PORT.matcher(line);
			if (found.find()) {
				return Integer.parseInt(found.group(1));
			}
		}
		throw new IllegalStateException("The application did not start:\n" + output());
	}

	String url() {
		return "http://127.0.0.1:" + this.port;
	}

	String output() {
		return String.join("\n", this.output);
	}

	@Override
	public void close() {
		// this way, what it still writes can be read
		this.process.toHandle().destroy();
		this.process.onExit().join();
	}

}
