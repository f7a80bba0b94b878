package io.p2p.benchmarks.server;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import com.sun.management.ThreadMXBean;

/**
 * The line between the bench and a server: commands on standard input, answers that begin
 * with {@code bench:} on standard output.
 */
final class ServerControl {

	private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private ServerControl() {
	}

	/**
	 * Say that the server listens, and answer commands until the bench is gone.
	 */
	static void serve() {
		answer("ready");
		try (BufferedReader commands = new BufferedReader(
				new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8))) {
			for (String command = commands.readLine(); command != null; command = commands.readLine()) {
				switch (command) {
					case "gc" -> answer("gc " + heapAfterCollection());
					case "allocated" -> answer("allocated " + allocatedBytes());
					default -> answer("unknown " + command);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().halt(0);
	}

	private static void answer(String line) {
		OUT.println("bench:" + line);
	}

	private static long heapAfterCollection() {
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	// of the threads that live; those that serve connections do
	private static long allocatedBytes() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long sum = 0;
		for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
			sum += Math.max(bytes, 0);
		}
		return sum;
	}

}
