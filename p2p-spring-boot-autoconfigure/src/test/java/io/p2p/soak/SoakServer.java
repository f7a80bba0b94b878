package io.p2p.soak;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import io.p2p.support.Census;
import io.p2p.support.TestServer;

/**
 * A server in a JVM of its own. It prints its port, and for each line that it reads the
 * bytes of heap that are in use, the entries that it keeps, and what they are.
 */
public final class SoakServer {

	private SoakServer() {
	}

	public static void main(String[] properties) throws IOException {
		try (TestServer server = TestServer.start((Object[]) properties);
				BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
				PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
						StandardCharsets.UTF_8)) {
			out.println("port " + server.port());
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				System.gc();
				System.gc();
				long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
				out.println("measured " + used + " " + Census.entries(server) + " " + Census.of(server));
			}
		}
	}

}
