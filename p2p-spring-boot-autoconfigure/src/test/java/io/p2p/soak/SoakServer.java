package io.p2p.soak;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import io.p2p.engineio.CloseReason;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.Census;
import io.p2p.support.TestServer;

/**
 * A server in a JVM of its own. It prints its port, and answers each line that it reads:
 * {@code slow} with how many did not read, all else with the bytes of heap that are in
 * use, the entries that it keeps, and what they are.
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
				out.println(line.equals("slow")
						? "slow " + server.bean(P2pServer.class).ended(CloseReason.SLOW_CONSUMER) : measured(server));
			}
		}
	}

	private static String measured(TestServer server) {
		System.gc();
		System.gc();
		long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		return "measured " + used + " " + Census.entries(server) + " " + Census.of(server);
	}

}
