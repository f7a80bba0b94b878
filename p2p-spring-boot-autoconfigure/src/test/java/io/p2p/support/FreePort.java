package io.p2p.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that cannot tell which one they have taken.
 */
public final class FreePort {

	private FreePort() {
	}

	/**
	 * Below the ports that systems give to whoever connects: a client that looks for a
	 * server that is away would be given its port now and then, and a program could not
	 * start again. A node of a Redis Cluster wants another one, 10,000 above.
	 */
	public static int find() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
			try (ServerSocket socket = new ServerSocket(port)) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Somebody has it
			}
		}
	}

}
